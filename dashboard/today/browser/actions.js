// What the person can ask for in each state: the first ones at hand, the others behind "More".
const AT_HAND = {
  connecting: [],
  still: ["recalibrate"],
  lift: ["recalibrate"],
  ready: ["begin", "recalibrate"],
  exercise: ["pause", "not_a_repetition", "one_missed"],
  rest: ["next_set", "not_a_repetition", "one_missed"],
  paused: ["resume", "recalibrate"],
  lost: ["without_sensor"],
};
const BEHIND = {
  connecting: ["without_sensor", "finish"],
  still: ["without_sensor", "next", "finish"],
  lift: ["without_sensor", "next", "finish"],
  ready: ["without_sensor", "next", "finish"],
  exercise: ["skip", "recalibrate", "without_sensor", "next", "finish"],
  rest: ["recalibrate", "without_sensor", "next", "finish"],
  paused: ["without_sensor", "next", "finish"],
  lost: ["next", "finish"],
};
const TIMED_AT_HAND = {
  ready: ["begin", "confirm"],
  exercise: ["pause", "confirm"],
  paused: ["resume", "confirm"],
  rest: ["begin", "confirm"],
};
const TIMED_BEHIND = ["next", "finish"];
const STRAP_BEHIND = ["without_sensor", "next", "finish"];
const LEADS = new Set(["begin", "strap_on", "next_set", "resume", "confirm"]);
const SENT_AS = { next_set: "begin", strap_on: "begin" };
const BESIDE_STOP = new Set([...LEADS, "pause"]); // the first one stands in the bar that never scrolls away
const QUIET_MS = 600; // a second press as quick as this is a slip of a hand that shakes
const NAMED = { confirm: "timer.confirm", strap_on: "strap.ready" };

class Actions {
  constructor(root, send, ask) {
    this.lead = root.querySelector(".lead");
    this.hand = root.querySelector(".actions");
    this.more = root.querySelector(".more");
    this.others = root.querySelector(".others");
    this.send = send;
    this.ask = ask;
    this.shown = "";
    this.pressed = { command: "", at: 0 };
  }

  name(words) {
    this.words = words;
    for (const place of [this.lead, this.hand]) place.setAttribute("aria-label", words("live.actions"));
    this.more.querySelector("summary").textContent = words("live.more");
    this.shown = "";
  }

  // Whether a timer guides the task; whether the strap is to be moved first.
  show(state, timed, moves) {
    const byTimer = timed && state in TIMED_AT_HAND;
    const first = moves ? ["strap_on"] : byTimer ? TIMED_AT_HAND[state] : (AT_HAND[state] ?? []);
    const later = moves ? STRAP_BEHIND : byTimer ? TIMED_BEHIND : (BEHIND[state] ?? []);
    const shown = `${state} ${timed} ${moves}`;
    if (shown === this.shown) return;
    const fresh = this.shown === "";
    this.shown = shown;
    const host = this.hand.getRootNode();
    const had = [this.lead, this.hand].find((place) => host.activeElement && place.contains(host.activeElement));
    const beside = BESIDE_STOP.has(first[0]) ? 1 : 0;
    const another = !fresh && this.lead.childElementCount > 0;
    this.fill(this.lead, first.slice(0, beside));
    if (another && beside) this.wait(this.lead.firstElementChild);
    this.fill(this.hand, first.slice(beside));
    this.fill(this.others, later);
    this.more.hidden = later.length === 0;
    // Who came by keyboard stays in this place, on no button that a second press would set off.
    had?.focus({ preventScroll: true });
  }

  // What takes the place of another button is not set off by a press that was meant for that one.
  wait(button) {
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, QUIET_MS);
  }

  press(command) {
    if (command === "finish") {
      this.ask();
      return;
    }
    const again = command === this.pressed.command && Date.now() - this.pressed.at < QUIET_MS;
    this.pressed = { command, at: Date.now() };
    if (!again) this.send(SENT_AS[command] ?? command);
  }

  fill(place, commands) {
    place.replaceChildren(
      ...commands.map((command) => {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.do = command;
        button.textContent = this.words(NAMED[command] ?? `button.${command}`);
        if (place === this.lead && LEADS.has(command)) button.className = "first";
        button.onclick = () => this.press(command);
        return button;
      }),
    );
  }
}
