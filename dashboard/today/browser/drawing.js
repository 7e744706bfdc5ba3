// The curve of the last ten seconds, the band at knee height, the ring.
const SHOWN_S = 10;
const MOST_POINTS = 2000;
const RING = 2 * Math.PI * 54;

class Curve {
  constructor(canvas) {
    this.canvas = canvas;
    this.points = [];
    this.low = -5;
    this.high = 70;
  }

  // After a reconnection the last ten seconds come again: what is known already is passed over.
  add(points) {
    let last = this.points.length ? this.points[this.points.length - 1][0] : -Infinity;
    if (points.length && points[points.length - 1][0] < last - SHOWN_S) {
      this.points = []; // another recording began
      last = -Infinity;
    }
    for (const point of points) if (point[0] > last) this.points.push(point);
    const newest = this.points.length ? this.points[this.points.length - 1][0] : 0;
    let gone = Math.max(0, this.points.length - MOST_POINTS);
    while (gone < this.points.length && this.points[gone][0] < newest - SHOWN_S) gone += 1;
    if (gone) this.points.splice(0, gone);
  }

  fit() {
    const scale = window.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    const width = Math.round(box.width * scale);
    const height = Math.round(box.height * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    return [width, height, scale];
  }

  draw(target, ceiling, words) {
    const [width, height, scale] = this.fit();
    if (!width || !height) return;
    const look = getComputedStyle(this.canvas);
    const pen = this.canvas.getContext("2d");
    const shown = this.points.filter((point) => point[1] !== null).map((point) => point[1]);
    this.low = Math.min(-5, ...shown) - 3;
    this.high = Math.max(45, (target ?? 0) + 18, (ceiling ?? 0) + 22, ...shown) + 3;
    const at = (degrees) => height - ((degrees - this.low) / (this.high - this.low)) * height;
    pen.clearRect(0, 0, width, height);
    pen.font = `${0.69 * parseFloat(look.fontSize) * scale}px ${look.fontFamily}`;
    pen.globalAlpha = 0.35;
    this.line(pen, at(0), width, look.color, [], "");
    pen.globalAlpha = 1;
    if (target !== null) {
      this.line(pen, at(target), width, look.getPropertyValue("--rt-green"), [8 * scale, 6 * scale], words.target);
    }
    if (ceiling !== null) {
      const colour = look.getPropertyValue("--rt-vermillion");
      this.line(pen, at(ceiling), width, colour, [2 * scale, 4 * scale], words.ceiling, true);
    }
    this.trace(pen, at, width, scale, look.color);
  }

  // The names of two lines that lie close together stand at one end each.
  line(pen, y, width, colour, dash, name, atEnd = false) {
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
    pen.setLineDash([]);
    if (!name) return;
    pen.fillStyle = getComputedStyle(this.canvas).color;
    pen.fillText(name, atEnd ? width - pen.measureText(name).width - 6 : 6, y - 6);
  }

  trace(pen, at, width, scale, colour) {
    if (!this.points.length) return;
    const newest = this.points[this.points.length - 1][0];
    pen.strokeStyle = colour;
    pen.lineWidth = 2.5 * scale;
    pen.lineJoin = "round";
    pen.beginPath();
    let down = false;
    for (const [time, degrees] of this.points) {
      if (degrees === null) {
        down = false; // a gap stays a gap
        continue;
      }
      const x = width - ((newest - time) / SHOWN_S) * width;
      if (down) pen.lineTo(x, at(degrees));
      else pen.moveTo(x, at(degrees));
      down = true;
    }
    pen.stroke();
  }
}

// The band runs from 5 degrees below the target to the ceiling, or as far above the target as the eye needs.
function bandOf(snapshot) {
  if (snapshot.target_deg === null || snapshot.target_deg === undefined) return null;
  const sign = snapshot.target_deg < 0 ? -1 : 1;
  const target = Math.abs(snapshot.target_deg);
  const ceiling = snapshot.ceiling_deg === null ? null : Math.abs(snapshot.ceiling_deg);
  return { sign, low: target - 5, high: ceiling ?? target + 15, ceiling };
}

function placeOf(angle, band) {
  if (angle === null || band === null) return "unknown";
  const reached = angle * band.sign;
  if (band.ceiling !== null && reached > band.ceiling) return "above";
  return reached >= band.low ? "within" : "below";
}

function drawBand(parts, snapshot) {
  const band = bandOf(snapshot);
  parts.band.hidden = band === null;
  if (band === null) return "unknown";
  const top = Math.max(band.high + 15, 60);
  const y = (degrees) => 190 - (Math.min(Math.max(degrees, -5), top) / top) * 170;
  parts.zone.setAttribute("y", y(band.high));
  parts.zone.setAttribute("height", y(band.low) - y(band.high));
  parts.above.setAttribute("y", 20);
  parts.above.setAttribute("height", band.ceiling === null ? 0 : Math.max(0, y(band.ceiling) - 20));
  const known = snapshot.angle !== null;
  parts.knee.style.visibility = known ? "visible" : "hidden";
  if (known) parts.knee.setAttribute("transform", `translate(0 ${y(snapshot.angle * band.sign)})`);
  return placeOf(snapshot.angle, band);
}

function drawRing(ring, share) {
  ring.style.strokeDasharray = `${RING}`;
  ring.style.strokeDashoffset = `${RING * (1 - Math.min(Math.max(share, 0), 1))}`;
}
