/** What is not the day's work: language, signing in again, locking, signing out, a new version. */

import { useState } from "preact/hooks";

import { chooseLanguage, connect, lock, retry, signOut, state } from "../app";
import * as server from "../device/server";
import { unsent } from "../logic/outbox";
import { LANGUAGES, type Language, t } from "../words";
import { Notice, instant } from "./parts";
import { SaveFile } from "./outbox";
import { Strip } from "./strip";

export function More() {
  const { opened, bundle, acts, session, problem } = state;
  const left = acts.filter(unsent).length;
  return (
    <>
      <Strip />
      <main>
        <h1>{t("more.title")}</h1>
        <Notice />
        {problem === "signed_out" && <Again />}
        <dl class="facts">
          <dt>{t("more.user")}</dt>
          <dd>
            {session?.name ?? ""} {opened?.corner.username}
          </dd>
          <dt>{t("more.cell")}</dt>
          <dd>{bundle?.cell.name ?? t("today.none_yet")}</dd>
          <dt>{t("more.as_of")}</dt>
          <dd>{bundle ? instant(Date.parse(bundle.as_of), "") : "–"}</dd>
          <dt>{t("more.wipe")}</dt>
          <dd>{t("more.wipe_days", { days: opened?.corner.wipe_after_days ?? 0 })}</dd>
        </dl>
        <button class="button wide" onClick={() => void retry()}>
          {t("more.refresh")}
        </button>
        <h3>{t("language")}</h3>
        <Languages />
        <h3>{t("more.leave")}</h3>
        <button class="button wide" onClick={() => void lock()}>
          {t("more.lock")}
        </button>
        <Leave left={left} />
      </main>
    </>
  );
}

export function Languages() {
  return (
    <div class="row languages">
      {(Object.entries(LANGUAGES) as [Language, string][]).map(([code, name]) => (
        <button class="button" key={code} lang={code} aria-pressed={state.language === code} onClick={() => void chooseLanguage(code)}>
          {name}
        </button>
      ))}
    </div>
  );
}

/** The session ended (14 hours, or another signed in): only the password is asked, everything else stays open. */
function Again() {
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState("");
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setWrong("");
    try {
      await server.session();
      await server.signIn(state.opened!.corner.username, password);
      setPassword("");
      await connect();
    } catch (error) {
      setWrong(error instanceof server.Said ? error.text || t(error.status === 429 ? "signin.locked" : "signin.failed", { code: error.code }) : t("signin.unreached"));
    }
  }
  return (
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <p>{t("again.why", { name: state.opened!.corner.username })}</p>
      <label class="field">
        {t("signin.password")}
        <input type="password" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
      </label>
      {wrong && (
        <p class="notice bad" role="alert">
          {wrong}
        </p>
      )}
      <button class="button primary wide">{t("signin.go")}</button>
    </form>
  );
}

/** Signing out wipes the people; it says what stays, and asks once. */
function Leave({ left }: { left: number }) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button class="button wide" onClick={() => setSure(true)}>
        {t("more.sign_out")}
      </button>
    );
  }
  return (
    <div class="panel">
      <p>{t("leave.wipes")}</p>
      {left > 0 && (
        <>
          <p class="due">{t("leave.unsent", { count: left })}</p>
          <SaveFile left={left} />
        </>
      )}
      <button class="button danger wide" onClick={() => void signOut()}>
        {t("more.sign_out_sure")}
      </button>
      <button class="button wide" onClick={() => setSure(false)}>
        {t("back")}
      </button>
    </div>
  );
}
