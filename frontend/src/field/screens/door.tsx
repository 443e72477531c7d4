/** Before the day's work: signing in, the first PIN, unlocking. */

import { useEffect, useState } from "preact/hooks";

import { admit, choosePin, connect, set, signIn, state, unlock } from "../app";
import type { Place } from "../contract";
import { Said, cells as listCells } from "../device/server";
import { able } from "../device/sealing";
import { PIN_LENGTH, WRONG_LIMIT, type Glimpse } from "../device/vault";
import { t } from "../words";
import { Languages } from "./more";
import { Notice } from "./parts";

/** Which of the doors is open is decided here, once. */
export function Door() {
  const [other, setOther] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  if (!able()) return <Plain title={t("title")} text={t("insecure")} />;
  if (state.admitted) return <AfterSignIn onDone={() => setOther(false)} />;
  const usable = state.corners.filter((corner) => !corner.burnt && !corner.signed_out);
  const corner = usable.find((one) => one.user === chosen) ?? usable[0];
  if (other || !corner) return <SignIn onBack={usable.length ? () => setOther(false) : undefined} />;
  return <Unlock corner={corner} others={usable.filter((one) => one !== corner)} onChoose={setChosen} onOther={() => setOther(true)} />;
}

function Plain({ title, text }: { title: string; text: string }) {
  return (
    <main class="door">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}

/** What a refusal of the sign-in says. */
function why(error: unknown): string {
  if (!(error instanceof Said)) return t("signin.unreached");
  if (error.status === 429) return t("signin.locked");
  return error.text || t("signin.failed", { code: error.code });
}

function SignIn({ onBack }: { onBack?: (() => void) | undefined }) {
  const known = state.corners.find((one) => one.burnt || one.signed_out);
  const [username, setUsername] = useState(known?.username ?? "");
  const [password, setPassword] = useState("");
  const [cell, setCell] = useState("");
  const [cells, setCells] = useState<Place[]>([]);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      await signIn(username.trim(), password, cell);
    } catch (error) {
      // A lead goes round in whichever of their cells they choose.
      if (error instanceof Said && error.code === "no_cell") setCells(await offered());
      setWrong(why(error));
    }
    setBusy(false);
  }
  if (state.session?.must_change) {
    return (
      <main class="door">
        <h1>{t("signin.title")}</h1>
        <p>{t("signin.change")}</p>
        <a class="button primary wide" href="/password/">
          {t("signin.change.go")}
        </a>
        <button class="button wide" onClick={() => void resume().catch((error: unknown) => setWrong(why(error)))}>
          {t("signin.changed")}
        </button>
        {wrong && <p class="notice bad">{wrong}</p>}
      </main>
    );
  }
  return (
    <main class="door">
      <h1>{t("title")}</h1>
      <Notice />
      {known && known.unsent > 0 && <p class="due">{t("unlock.unsent", { count: known.unsent })}</p>}
      <p class="quiet">{t("signin.once")}</p>
      <form onSubmit={(event) => void submit(event)}>
        <label class="field">
          {t("signin.username")}
          <input autocomplete="username" autocapitalize="none" required value={username} onInput={(event) => setUsername(event.currentTarget.value)} />
        </label>
        <label class="field">
          {t("signin.password")}
          <input type="password" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
        </label>
        {cells.length > 0 && (
          <label class="field">
            {t("signin.cell")}
            <select required value={cell} onChange={(event) => setCell(event.currentTarget.value)}>
              <option value="" />
              {cells.map((one) => (
                <option key={one.code} value={one.code}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {wrong && (
          <p class="notice bad" role="alert">
            {wrong}
          </p>
        )}
        <button class="button primary wide" disabled={busy}>
          {t(busy ? "signin.busy" : "signin.go")}
        </button>
      </form>
      {onBack && (
        <button class="button wide" onClick={onBack}>
          {t("back")}
        </button>
      )}
      <Languages />
    </main>
  );
}

/** The cells to choose from; none where the network went meanwhile, and the refusal stays in sight. */
async function offered(): Promise<Place[]> {
  try {
    return await listCells();
  } catch {
    return [];
  }
}

/** Back from changing a temporary password. */
async function resume(): Promise<void> {
  await connect();
  if (state.session && !state.session.must_change) await admit(state.session, "");
}

/** Signed in: whoever has a PIN here types it, whoever forgot it or is new chooses one. */
function AfterSignIn({ onDone }: { onDone: () => void }) {
  const [fresh, setFresh] = useState(false);
  const user = state.admitted!.session.user;
  const corner = state.corners.find((one) => one.user === user && !one.burnt);
  useEffect(() => onDone, []);
  if (!corner || fresh) return <NewPin />;
  return <Unlock corner={corner} others={[]} onForgot={() => setFresh(true)} />;
}

function NewPin() {
  const [first, setFirst] = useState("");
  const [wrong, setWrong] = useState("");
  async function entered(pin: string): Promise<void> {
    setWrong("");
    if (!first) {
      if (/^(\d)\1+$/.test(pin) || "0123456789 9876543210".includes(pin)) return setWrong(t("pin.easy"));
      return setFirst(pin);
    }
    if (pin === first) return choosePin(pin);
    setFirst("");
    setWrong(t("pin.differs"));
  }
  return (
    <main class="door">
      <h1>{t(first ? "pin.repeat" : "pin.choose")}</h1>
      <p class="quiet">{t("pin.why")}</p>
      <PinPad key={first} onPin={entered} wrong={wrong} />
    </main>
  );
}

interface Unlocking {
  corner: Glimpse;
  others: Glimpse[];
  onChoose?: (user: string) => void;
  onOther?: () => void;
  onForgot?: () => void;
}

function Unlock({ corner, others, onChoose, onOther, onForgot }: Unlocking) {
  const [wrong, setWrong] = useState("");
  async function entered(pin: string): Promise<void> {
    if (await unlock(corner.user, pin)) return;
    const now = state.corners.find((one) => one.user === corner.user);
    setWrong(now?.burnt ? "" : t("pin.wrong", { left: WRONG_LIMIT - (now?.wrong ?? 0) }));
    if (now?.burnt) set({ notice: { text: t("pin.burnt"), bad: true } });
  }
  return (
    <main class="door">
      <h1>{t("unlock.title", { name: corner.username })}</h1>
      {corner.unsent > 0 && <p class="due">{t("unlock.unsent", { count: corner.unsent })}</p>}
      <PinPad onPin={entered} wrong={wrong} />
      <div class="row">
        {onForgot && (
          <button class="button" onClick={onForgot}>
            {t("pin.forgot")}
          </button>
        )}
        {others.map((one) => (
          <button class="button" key={one.user} onClick={() => onChoose?.(one.user)}>
            {one.username}
          </button>
        ))}
        {onOther && (
          <button class="button" onClick={onOther}>
            {t("unlock.other")}
          </button>
        )}
      </div>
      <Notice />
      <Languages />
    </main>
  );
}

/** Ten big keys; a keyboard works too. */
function PinPad({ onPin, wrong }: { onPin: (pin: string) => Promise<void>; wrong: string }) {
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  async function press(digit: string): Promise<void> {
    if (busy) return;
    const next = pin + digit;
    setPin(next);
    if (next.length < PIN_LENGTH) return;
    setBusy(true);
    await onPin(next);
    setBusy(false);
    setPin("");
  }
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) void press(event.key);
      if (event.key === "Backspace") setPin(pin.slice(0, -1));
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  });
  return (
    <div class="pin">
      <p class="dots" aria-live="polite" aria-label={t("pin.typed", { count: pin.length })}>
        {busy ? t("pin.busy") : "●".repeat(pin.length) + "○".repeat(PIN_LENGTH - pin.length)}
      </p>
      <p class="bad" role="alert">
        {wrong}
      </p>
      <div class="keys">
        {["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"].map((digit) =>
          digit ? (
            <button key={digit} onClick={() => void press(digit)}>
              {digit}
            </button>
          ) : (
            <span key="none" />
          ),
        )}
        <button onClick={() => setPin(pin.slice(0, -1))} aria-label={t("pin.erase")}>
          ⌫
        </button>
      </div>
    </div>
  );
}


