/** What the phone and the server say to each other, as JSON. Cases and persons are numbers in strings or integers; instants are ISO with zone. */

export type Case = number;
export type Answered = "created" | "exists" | "waiting" | "conflict" | "refused";

export interface Place {
  code: string;
  name: string;
}

/** One act, as it is sealed on the phone and sent. It never changes after it is saved: a repeat must say the same. */
export interface Entry {
  id: string;
  act: "outcome" | "tried" | "visit" | "meet" | "hand_over" | "zero";
  made_at: string;
  note?: string;
  photo?: string;
  how?: "telephone";
  /** A colleague's number, or anybody's name. */
  told_by?: number | string;
  temperature_tenths?: number;
  outcomes?: Record<string, string>;
  after?: Record<string, string>;
  checks?: Case[];
  found?: string;
  visits?: Case[];
  answer?: string;
  name?: string;
  number?: string;
  phone?: string;
  address?: string;
  source_area?: string;
  arrived_on?: string;
  outcome?: string;
  to?: string;
  on?: string;
}

export interface Answer {
  id: string;
  answer: Answered;
  code?: string | null;
  text?: string | null;
  acknowledgement: number | string;
}

export interface SyncAnswer {
  received_at: string;
  clock_off_seconds: number;
  answers: Answer[];
  commit: number;
}

export interface OutcomeRule {
  code: string;
  title?: string;
  asks_temperature?: boolean;
  restricts?: boolean;
  visits?: boolean;
}

export interface Person {
  person: number;
  name: string;
  number_masked: string;
  phone: string;
  /** 0 where nobody knows with whom they live. */
  household: number;
  door: string;
}

export interface Tried {
  found: string;
  at: string;
  /** The act that said it; empty where nobody knows. */
  entry: string;
}

export interface Check {
  case: Case;
  person: number;
  group: string;
  list: string;
  list_on: string;
  state: string;
  disputed?: boolean;
  tip: string;
  place_tip: string;
  photo_asked?: boolean;
  tried: Tried[];
}

export interface Visit {
  case: Case;
  check: Case;
  person: number;
  due_on: string;
  state: string;
  tip: string;
}

/** Everything a phone may hold, and nothing more. A new one replaces the old one whole. */
export interface Bundle {
  commit: number;
  as_of: string;
  cell: Place;
  cells: Place[];
  team: { user: number; name: string; slot?: string }[];
  cap_households: number;
  left_out_households: number;
  wipe_after_days: number;
  outcomes: Record<string, OutcomeRule[]>;
  people: Person[];
  checks: Check[];
  visits: Visit[];
  gone: Case[];
  /** What has become of acts that waited or were disputed when they were first answered, or are now. */
  answers: Answer[];
}

export interface Device {
  device: string;
  cell: Place;
  file_key: string;
  wipe_after_days: number;
  cap_households: number;
  server_time: string;
  clock_off_seconds: number;
}

export interface Session {
  user: string;
  username: string;
  name: string;
  must_change: boolean;
}

export const PENDING = "pending";
export const DUE = "due";
