/** Words on screen, by key, in the reader's language. They come from the project's own translation files. */

export const LANGUAGES = { "zh-hant": "繁體", "zh-hans": "简体", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;

let known: Record<string, string> = {};

/** Return the words of a key with its places filled in; the key itself where nobody wrote any, so that it is noticed. */
export function t(key: string, places: Record<string, string | number> = {}): string {
  const text = known[key] ?? key;
  return text.replace(/%\((\w+)\)s/g, (_, name: string) => String(places[name] ?? ""));
}

/** Return the words of a code (an outcome, a refusal), or what the server calls it. */
export function named(kind: string, code: string, otherwise = code): string {
  return known[`${kind}.${code}`] ?? otherwise;
}

/** Return the language chosen before, on the desk or here, or the browser's. */
export function preferred(): Language {
  const chosen = localStorage.getItem("tongchou-language") ?? /django_language=([\w-]+)/.exec(document.cookie)?.[1] ?? "";
  if (chosen in LANGUAGES) return chosen as Language;
  const [first = "zh-CN"] = navigator.languages;
  if (/^zh-(cn|sg|hans)/i.test(first) || first === "zh") return "zh-hans";
  return first.startsWith("zh") ? "zh-hant" : "en";
}

/** Fetch a language's words and remember the choice; the server's own answers follow it by cookie. */
export async function speak(language: Language): Promise<void> {
  known = (await (await fetch(`/field/words.${language}.json`)).json()) as Record<string, string>;
  document.documentElement.lang = language;
  document.title = t("title");
  localStorage.setItem("tongchou-language", language);
  document.cookie = `django_language=${language}; path=/; max-age=31536000; SameSite=Lax`;
}
