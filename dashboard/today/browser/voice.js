// Speech and tones. Whatever fails here stays silent: every sentence stands on the page as well.
const SOUND_KEPT = "rehab-sound";
const TONES = { repetition: [660, 0.09], target: [880, 0.12], ceiling: [330, 0.25], stop: [220, 0.4] };

function keptSound() {
  try {
    return localStorage.getItem(SOUND_KEPT) !== "off";
  } catch {
    return true;
  }
}

class Voice {
  constructor(language) {
    this.language = language;
    this.on = keptSound();
    this.audio = null;
  }

  turn(on) {
    this.on = on;
    try {
      localStorage.setItem(SOUND_KEPT, on ? "on" : "off");
    } catch {
      /* a private window keeps nothing */
    }
    if (!on) this.silence();
  }

  silence() {
    window.speechSynthesis?.cancel();
  }

  // What was being said is out of date once something newer is to be said.
  say(text) {
    if (!this.on || !text || !window.speechSynthesis) return;
    window.speechSynthesis.cancel();
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.lang = this.language;
    window.speechSynthesis.speak(spoken);
  }

  tone(name) {
    if (!this.on || !(name in TONES)) return;
    try {
      this.audio ??= new AudioContext();
      if (this.audio.state === "suspended") this.audio.resume(); // until the first touch of this page
      const [frequency, length] = TONES[name];
      const from = this.audio.currentTime;
      const loudness = this.audio.createGain();
      loudness.gain.setValueAtTime(0.0001, from);
      loudness.gain.exponentialRampToValueAtTime(0.2, from + 0.01);
      loudness.gain.exponentialRampToValueAtTime(0.0001, from + length);
      const source = this.audio.createOscillator();
      source.frequency.value = frequency;
      source.connect(loudness).connect(this.audio.destination);
      source.start(from);
      source.stop(from + length);
    } catch {
      this.audio = null;
    }
  }

  close() {
    this.silence();
    this.audio?.close().catch(() => {});
    this.audio = null;
  }
}
