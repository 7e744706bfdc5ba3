// The websocket to the hub: reconnects by itself. The hub counts on meanwhile, so nothing is lost.
const RETRY_MS = [200, 500, 1000, 2000, 3000];
const RENEW_AFTER = 2; // refusals in a row, before a new token is asked for

class Link {
  constructor(address, heard, changed, renew) {
    Object.assign(this, { address, heard, changed, renew });
    this.socket = null;
    this.timer = 0;
    this.failures = 0;
    this.closed = false;
    this.open();
  }

  open() {
    if (this.closed) return;
    const url = new URL(this.address, window.location.origin);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = (message) => {
      this.failures = 0;
      this.heard(JSON.parse(message.data));
    };
    socket.onopen = () => this.changed(true);
    socket.onclose = () => {
      if (this.socket !== socket || this.closed) return;
      this.socket = null;
      this.changed(false);
      this.failures += 1;
      if (this.failures === RENEW_AFTER) this.renew();
      this.timer = setTimeout(() => this.open(), RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1]);
    };
  }

  // A token is good for a short time; a new one is used at the next attempt.
  readdress(address) {
    if (address === this.address) return;
    this.address = address;
    if (this.socket === null) {
      clearTimeout(this.timer);
      this.failures = 0;
      this.open();
    }
  }

  send(what) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ do: what }));
    return true;
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }
}
