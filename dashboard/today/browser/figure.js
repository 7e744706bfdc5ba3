// The thigh of the side view follows the measured angle; the shank hangs from the knee and goes with it.
function turnThigh(frame, angle) {
  const thigh = frame.querySelector("[data-thigh]");
  if (!thigh) return;
  const [x, y] = thigh.dataset.thigh.split(" ");
  thigh.setAttribute("transform", `rotate(${(-angle).toFixed(1)} ${x} ${y})`);
}
