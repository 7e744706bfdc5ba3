// The live page: what the hub says, shown and spoken. Counting happens there; closing this costs nothing.
const FORMS = new Set(["pain", "done", "failed"]);
const SAY_SHOWN_MS = 3500;
const STOP_PATIENCE_MS = 700;
const FORM_PATIENCE_MS = 3000;
const SILENT_AFTER_MS = 2500;
const SAID_KEPT = "rehab-said";
const WARNINGS = new Set([
  "lost", "slipped", "wrong_role", "too_fast", "high_enough", "high_enough_down", "battery_low", "doubtful", "not_seen", "takes_long",
  "server_gone",
]);
const PROMPTS = {
  connecting: "sensor.connecting", still: "say.hold_chair", lift: "say.lift_knee", ready: "say.ready",
  rest: "state.rest", paused: "message.paused", lost: "message.lost",
};
const DOWN_FIRST = { up: "up_first_down", down: "down_first_down" }; // in a squat or a lunge the way out is down
const PARTS = {
  ring: ".ring", above: ".reading .above", number: ".number", below: ".reading .below", caption: ".caption",
  said: ".said", exercise: ".exercise", leg: ".leg", sensor: ".sensor", place: ".place", band: ".band",
  zone: ".zone", knee: ".knee", figure: ".figure", side: ".side", canvas: ".curve", stop: ".stop", sure: ".finish-sure",
  soundSwitch: ".sound-switch", degreesSwitch: ".degrees-switch", next: ".next",
};

// The strap is to be put on the other leg before this task.
function moves(snapshot) {
  return snapshot.message?.key === "strap.move";
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

class LiveView {
  constructor(root, component) {
    this.root = root;
    this.parts = Object.fromEntries(Object.entries(PARTS).map(([name, where]) => [name, root.querySelector(where)]));
    this.parts.above_ceiling = root.querySelector(".above-ceiling");
    this.curve = new Curve(this.parts.canvas);
    this.snapshot = null;
    this.spoken = { text: "", at: 0 };
    this.linked = true;
    this.pending = 0;
    this.untold = false;
    this.degrees = false;
    this.told = { form: "", at: 0 };
    this.update(component);
    this.voice = new Voice(this.data.language);
    this.actions = new Actions(root, (what) => this.send(what), () => this.askFinish(true));
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    this.watch = setInterval(() => this.check(), 500);
    this.label();
    this.link = new Link(
      this.data.address,
      (snapshot) => this.heard(snapshot),
      (linked) => this.linkChanged(linked),
      () => this.component.setTriggerValue("renew", Date.now()),
    );
  }

  update(component) {
    this.component = component;
    this.data = component.data;
    this.words = (key, values) => {
      try {
        return rehabText(this.data.words, key, values ?? {});
      } catch (error) {
        console.error(error); // a text that is missing must not take STOP with it
        return "";
      }
    };
    this.link?.readdress(this.data.address);
    if (this.actions) this.watchOnly();
  }

  // Where another window steers, this one shows and stops only.
  watchOnly() {
    this.root.dataset.watching = this.data.watching ? "yes" : "no";
    if (this.data.watching) this.askFinish(false);
  }

  label() {
    const { root, words } = this;
    const name = (where, key, values) => put(root.querySelector(where), words(key, values));
    name(".stop-word", "button.stop");
    name(".stop-key", "button.stop_key", { key: "S" });
    name(".alone", "today.nobody_watching");
    name(".curve-name", "live.last_seconds");
    name(".finish-question", "button.finish_sure");
    name(".finish-yes", "button.yes");
    name(".finish-no", "button.no");
    name(".sound-test", "voice.test");
    name(".degrees-switch", "live.show_degrees");
    name(".mute", "voice.missing");
    root.querySelector(".mute").hidden = Boolean(window.speechSynthesis);
    root.querySelector(".sound").setAttribute("aria-label", words("voice.title"));
    this.parts.canvas.setAttribute("aria-label", words("live.last_seconds"));
    this.actions.name(words);
    this.watchOnly();
    this.parts.stop.onclick = () => this.stop();
    root.querySelector(".finish-yes").onclick = () => { this.askFinish(false); this.send("finish"); };
    root.querySelector(".finish-no").onclick = () => this.askFinish(false);
    root.querySelector(".sound-test").onclick = () => { this.voice.tone("repetition"); this.utter(words("say.test")); };
    this.parts.soundSwitch.onclick = () => { this.voice.turn(!this.voice.on); this.showSound(); };
    this.parts.degreesSwitch.onclick = () => {
      this.degrees = !this.degrees;
      this.parts.degreesSwitch.setAttribute("aria-pressed", String(this.degrees));
      this.draw();
    };
    this.showSound();
  }

  showSound() {
    put(this.parts.soundSwitch, this.words("voice.title"));
    this.parts.soundSwitch.setAttribute("aria-pressed", String(this.voice.on));
  }

  askFinish(asked) {
    this.parts.sure.hidden = !asked;
    if (asked) this.root.querySelector(".finish-no").focus();
  }

  send(what) {
    if (!this.link.send(what)) this.component.setTriggerValue("command", { do: what, at: Date.now() });
  }

  // Over the websocket, and by way of Streamlit if that does not help at once. Whatever the connection does,
  // the person is answered; what could not be told is the first thing said when it is back.
  stop() {
    this.voice.tone("stop");
    const unheard = () => {
      this.untold = true;
      this.utter(this.words("say.stop"));
      this.component.setTriggerValue("command", { do: "stop", at: Date.now() });
    };
    if (!this.link.send("stop")) unheard();
    else setTimeout(() => FORMS.has(this.snapshot?.state) || this.closed || unheard(), STOP_PATIENCE_MS);
  }

  tellStop() {
    const stopped = FORMS.has(this.snapshot?.state);
    if (this.untold && (stopped || this.link.send("stop"))) this.untold = false;
  }

  key(event) {
    const at = event.composedPath()[0];
    const typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName ?? "");
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "s" || event.key === "Escape") {
      event.preventDefault();
      this.stop();
    }
  }

  linkChanged(linked) {
    this.linked = linked;
    if (linked) this.tellStop();
    this.plan();
  }

  check() {
    const silent = this.snapshot !== null && Date.now() - this.heardAt > SILENT_AFTER_MS;
    if (silent && this.linked && !document.hidden) this.linkChanged(false);
    if (this.spoken.text && Date.now() - this.spoken.at > SAY_SHOWN_MS) this.plan();
    this.callForm();
  }

  heard(snapshot) {
    const before = this.snapshot;
    this.snapshot = snapshot;
    this.heardAt = Date.now();
    this.linked = true;
    this.tellStop();
    this.curve.add(snapshot.curve);
    if (before !== null && snapshot.count > before.count && snapshot.set === before.set) this.ring("repetition");
    if (before !== null && before.state !== snapshot.state) this.spoken.text = ""; // it was said of what is over
    if (snapshot.say) this.hearSaid(snapshot.say);
    this.callForm();
    this.plan();
  }

  // Of several pages in this browser one speaks; a page that is loaded again does not repeat itself.
  hearSaid(say) {
    if (say.id === this.lastSaid) return;
    this.lastSaid = say.id;
    const mark = `${this.data.session}:${say.id}`;
    let elsewhere = Boolean(this.data.watching);
    try {
      const [session, id] = (localStorage.getItem(SAID_KEPT) ?? ":-1").split(":");
      elsewhere ||= session === this.data.session && Number(id) >= say.id;
      if (!elsewhere) localStorage.setItem(SAID_KEPT, mark);
    } catch {
      /* a private window keeps nothing */
    }
    const text = this.words(say.key, say.with);
    if (say.key.startsWith("say.high_enough")) this.ring("ceiling");
    const shown = say.key === "say.number" ? `${this.words("phase.hold")} · ${text}` : text; // not a count
    if (elsewhere) this.caption(shown);
    else this.utter(text, shown);
  }

  ring(name) {
    if (!this.data.watching) this.voice.tone(name);
  }

  utter(text, shown = text) {
    this.caption(shown);
    put(this.parts.said, text);
    this.voice.say(text);
  }

  caption(text) {
    this.spoken = { text, at: Date.now() };
    this.plan();
  }

  // A form is Streamlit's: the page runs again and shows it.
  callForm() {
    const mine = this.snapshot?.steers ?? true;
    const steered = this.snapshot !== null && mine === Boolean(this.data.watching) ? `steers ${mine}` : "";
    const state = steered || (this.snapshot?.state ?? "");
    if (!steered && !FORMS.has(state)) {
      this.told = { form: "", at: 0 };
    } else if (this.told.form !== state || Date.now() - this.told.at > FORM_PATIENCE_MS) {
      this.told = { form: state, at: Date.now() };
      this.component.setTriggerValue("form", { state, at: Date.now() });
    }
  }

  plan() {
    if (!this.pending) this.pending = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.pending = 0;
    this.drawCaption();
    const snapshot = this.snapshot;
    if (snapshot === null) return;
    const task = this.data.tasks[snapshot.task] ?? { timed: false, title: "" };
    const seen = this.linked ? snapshot.state : "lost";
    this.root.dataset.state = seen;
    this.root.dataset.plain = task.timed ? "yes" : "no";
    this.drawTop(snapshot, task);
    this.drawDial(snapshot, task);
    this.drawMovement(snapshot, task);
    this.actions.show(snapshot.state, task.timed, moves(snapshot));
    this.root.dataset.sampleMs = snapshot.sample_ms;
  }

  drawCaption() {
    const { snapshot, parts } = this;
    const fresh = this.spoken.text && Date.now() - this.spoken.at < SAY_SHOWN_MS;
    const message = this.linked ? snapshot?.message : { key: "message.server_gone", with: {} };
    let text = fresh && this.linked ? this.spoken.text : "";
    if (this.untold) text = this.words("say.stop");
    if (!text && message) text = this.words(message.key, message.with);
    if (!text) text = this.prompt(snapshot);
    put(parts.caption, text);
    const warning = message && WARNINGS.has(message.key.split(".").pop());
    parts.caption.dataset.kind = warning ? "warning" : "plain";
  }

  prompt(snapshot) {
    const state = snapshot?.state ?? "connecting";
    if (state === "exercise") return this.phase(snapshot);
    return PROMPTS[state] ? this.words(PROMPTS[state]) : "";
  }

  phase(snapshot) {
    const { timed, down } = this.data.tasks[snapshot.task] ?? {};
    if (timed && snapshot.phase === "rest") return this.words(snapshot.target_count ? "timer.let_go" : "timer.running");
    return this.words(`phase.${(down && DOWN_FIRST[snapshot.phase]) || snapshot.phase}`);
  }

  drawTop(snapshot, task) {
    const { parts, words } = this;
    put(parts.exercise, task.title);
    const role = snapshot.role === null ? "" : ` · ${words(`live.${snapshot.role}_leg`)}`;
    put(parts.leg, task.timed ? "" : words(`leg.${snapshot.side}`) + role);
    const sensor = snapshot.sensor;
    const said = [sensor.name === "simulated" ? words("sensor.simulated") : sensor.name];
    if (sensor.battery !== null) said.push(words("sensor.battery", { n: Math.round(sensor.battery) }));
    if (sensor.signal !== null) {
      const strength = sensor.signal > -70 ? "good" : sensor.signal > -85 ? "fair" : "weak";
      said.push(words(`sensor.signal_${strength}`));
    }
    put(parts.sensor, task.timed ? "" : said.filter(Boolean).join(" · "));
    const next = this.data.tasks[snapshot.task + 1];
    put(parts.next, next ? words("rest.next", { title: next.title }) : "");
  }

  reading(snapshot, task) {
    const { words } = this;
    const set = snapshot.sets > 1 ? words("live.set_of", { i: snapshot.set, sets: snapshot.sets }) : "";
    const timed = (seconds, above, below) => ({ above, number: clockText(seconds), below, share: null });
    if (snapshot.state === "still" && snapshot.countdown_s !== null) {
      return timed(snapshot.countdown_s, words("state.still"), "");
    }
    if (snapshot.state === "lift") return { above: words("state.lift"), number: "↑", below: "", share: 1 };
    if (snapshot.state === "rest" && snapshot.rest_left_s !== null) {
      return timed(snapshot.rest_left_s, words("state.rest"), set);
    }
    if (snapshot.timer_left_s !== null) return timed(snapshot.timer_left_s, words("timer.title"), set);
    const hold = snapshot.phase === "hold" && snapshot.hold_target_s;
    const left = hold ? Math.max(0, snapshot.hold_target_s - snapshot.hold_s) : null;
    const target = snapshot.target_count;
    return {
      above: hold ? `${words("phase.hold")} ${words("live.hold_left", { n: Math.ceil(left) })}` : set,
      number: String(snapshot.count),
      below: target ? words("live.of_target", { n: snapshot.count, target }).replace(/^\S+\s*/, "") : "",
      share: hold ? left / snapshot.hold_target_s : target ? snapshot.count / target : 0,
      holding: Boolean(hold),
    };
  }

  drawDial(snapshot, task) {
    const { parts } = this;
    const shown = this.reading(snapshot, task);
    if (shown.share === null) {
      this.longest = Math.max(this.timing === snapshot.state ? this.longest : 0, Number(this.seconds(snapshot)));
      shown.share = this.longest ? this.seconds(snapshot) / this.longest : 0;
      this.timing = snapshot.state;
    } else {
      this.timing = "";
    }
    put(parts.above, shown.above);
    put(parts.number, shown.number);
    put(parts.below, shown.below);
    parts.number.dataset.long = shown.number.length > 2 ? "yes" : "no";
    this.root.dataset.holding = shown.holding ? "yes" : "no";
    drawRing(parts.ring, shown.share);
  }

  seconds(snapshot) {
    return snapshot.countdown_s ?? snapshot.rest_left_s ?? snapshot.timer_left_s ?? 0;
  }

  drawMovement(snapshot, task) {
    const { parts, words } = this;
    if (task.timed) return;
    const place = drawBand({ band: parts.band, zone: parts.zone, above: parts.above_ceiling, knee: parts.knee }, snapshot);
    const said = { within: `✓ ${words("live.reached")}`, above: words("live.ceiling_line"), below: `↑ ${words("live.target_line")}` }[place] ?? "";
    const degrees = snapshot.angle === null ? words("live.angle_unknown") : words("live.angle", { angle: Math.round(snapshot.angle) });
    put(parts.place, this.degrees ? [said, degrees].filter(Boolean).join(" ") : said);
    this.drawFigure(snapshot);
    this.curve.draw(snapshot.target_deg, snapshot.ceiling_deg, {
      target: words("live.target_line"),
      ceiling: words("live.ceiling_line"),
    });
  }

  drawFigure(snapshot) {
    const picture = (moves(snapshot) ? this.data.straps[snapshot.side] : this.data.figures[snapshot.task]) ?? "";
    if (this.pictured !== picture) {
      this.pictured = picture;
      this.parts.figure.innerHTML = picture; // drawn by this project, see dashboard.pictures
    }
    this.parts.side.hidden = picture === "";
    this.root.dataset.figure = picture === "" ? "no" : "yes";
    const turning = this.parts.figure.querySelector("svg[data-pivot]");
    if (turning && snapshot.angle !== null) rehabTurnThigh(turning, snapshot.angle);
  }

  close() {
    this.closed = true;
    document.removeEventListener("keydown", this.keys);
    clearInterval(this.watch);
    cancelAnimationFrame(this.pending);
    this.link.close();
    this.voice.close();
  }
}

const views = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector(".live");
  if (views.has(parentElement)) views.get(parentElement).update(component);
  else views.set(parentElement, new LiveView(root, component));
  return () => {
    views.get(parentElement)?.close();
    views.delete(parentElement);
  };
}
