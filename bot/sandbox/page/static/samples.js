// Things to send when nothing is at hand: a drawn photo of a sealed trailer door, two seconds of silence, a place.
// voice.ogg is an Ogg stream of the three-byte Opus frame that means "silence".

/** A real JPEG, drawn here: a trailer door with a seal, the number and the moment it was made. */
export function samplePhoto(label, number = 1) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 900 });
  const pen = canvas.getContext("2d");
  const hue = [205, 18, 150][(number - 1) % 3];
  drawDoors(pen, hue);
  drawSeal(pen, `ML-${String(Date.now()).slice(-7)}`);
  pen.fillStyle = "rgba(0,0,0,.62)";
  pen.fillRect(0, 820, 1200, 80);
  pen.fillStyle = "#fff";
  pen.font = "600 34px system-ui, sans-serif";
  pen.fillText(`${label} ${number}`, 32, 872);
  pen.textAlign = "right";
  pen.fillText(new Date().toLocaleString(), 1168, 872);
  // Not toBlob: browsers put that off until they are idle, which on a busy machine takes seconds.
  const [, code] = canvas.toDataURL("image/jpeg", 0.82).split(",");
  const bytes = Uint8Array.from(atob(code), (byte) => byte.charCodeAt(0));
  return new File([bytes], `sample-${number}.jpg`, { type: "image/jpeg" });
}

function drawDoors(pen, hue) {
  const sky = pen.createLinearGradient(0, 0, 0, 900);
  sky.addColorStop(0, `hsl(${hue} 30% 34%)`);
  sky.addColorStop(1, `hsl(${hue} 34% 20%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 1200, 900);
  for (let x = 30; x < 1200; x += 60) {
    pen.fillStyle = "rgba(255,255,255,.05)";
    pen.fillRect(x, 0, 24, 900);
    pen.fillStyle = "rgba(0,0,0,.14)";
    pen.fillRect(x + 24, 0, 6, 900);
  }
  pen.fillStyle = "rgba(0,0,0,.55)";
  pen.fillRect(594, 0, 12, 900);
  for (const x of [470, 714]) {
    const rod = pen.createLinearGradient(x, 0, x + 18, 0);
    rod.addColorStop(0, "#8b929a");
    rod.addColorStop(0.5, "#e3e7ea");
    rod.addColorStop(1, "#7b828a");
    pen.fillStyle = rod;
    pen.fillRect(x, 0, 18, 900);
    for (const y of [120, 520]) pen.fillRect(x - 16, y, 50, 44);
  }
  pen.fillStyle = "#c9ced3";
  pen.fillRect(470, 432, 200, 26);
}

function drawSeal(pen, number) {
  pen.fillStyle = "#9aa1a8";
  pen.beginPath();
  pen.arc(646, 445, 22, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = "#f2c230";
  pen.beginPath();
  pen.roundRect(600, 470, 330, 92, 14);
  pen.fill();
  pen.fillStyle = "#201a05";
  pen.font = "700 46px ui-monospace, monospace";
  pen.textAlign = "center";
  pen.fillText(number, 765, 533);
  pen.textAlign = "left";
}

export async function sampleVoice() {
  const answer = await fetch("static/voice.ogg");
  return new File([await answer.blob()], "voice.ogg", { type: "audio/ogg" });
}

/** A truck yard near a port of entry. */
export const SAMPLE_PLACE = { lat: 27.50281, lon: -99.50754, accuracy: 12 };
