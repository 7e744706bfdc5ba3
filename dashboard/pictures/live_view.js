// Turn the thigh of a live view (dashboard/pictures/live_view.py) to an angle in degrees, measured from the start
// posture. Goes in front of a component's own script. Cheap: a few attributes, no layout.

function rehabTurnThigh(svg, angleDeg) {
  const { start, knee, hip, shoulder, pivot, shank, thigh, trail } = svg.dataset;
  const [hipX, hipY] = hip.split(" ").map(Number);
  const from = Number(start), to = from + angleDeg, length = Number(thigh);
  const along = (degrees) => [
    length * Math.sin((degrees * Math.PI) / 180),
    length * Math.cos((degrees * Math.PI) / 180),
  ];
  const [x0, y0] = along(from), [x1, y1] = along(to);
  const stays = pivot !== "hip";
  const x = stays ? hipX + x0 - x1 : hipX, y = stays ? hipY + y0 - y1 : hipY;
  svg.querySelector(".rt-thigh").setAttribute("transform", `translate(${x} ${y}) rotate(${-to})`);
  if (shank !== "along") {
    const behind = shank === "trail" ? Math.min(Math.max(-trail * angleDeg, 0), 90) : 0;
    const turned = angleDeg - Number(knee) + behind;
    svg.querySelector(".rt-shank").setAttribute("transform", `translate(0 ${length}) rotate(${turned})`);
  }
  if (!stays) return;
  let moved = `translate(${x - hipX} ${y - hipY})`;
  if (pivot === "shoulder") {
    const [sx, sy] = shoulder.split(" ").map(Number);
    const turn = Math.atan2(y - sy, x - sx) - Math.atan2(hipY - sy, hipX - sx);
    moved = `rotate(${(turn * 180) / Math.PI} ${sx} ${sy})`;
  }
  for (const body of svg.querySelectorAll(".rt-body")) body.setAttribute("transform", moved);
}
