// Faces as boxes on a picture, and as cards.

export const colours = {
  neutral: '#8a9aac', happiness: '#e0a800', surprise: '#f08c2e', sadness: '#4c8df0', anger: '#e85050', disgust: '#57a84c',
  fear: '#a072e6', contempt: '#20a89e',
};
const plain = '#3f8fd0';

export function colourOf(label) {
  return colours[label] ?? plain;
}

/** An element with properties, attributes and children; texts are texts, never markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function svg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function percent(value) {
  return `${Math.round(100 * (value ?? 0))} %`;
}

/** Draws boxes with numbers over what is on a canvas. */
export function drawBoxes(canvas, faces, names = (index) => String(index + 1)) {
  const context = canvas.getContext('2d');
  // In a narrow window the picture is shown smaller, so that its lines must be wider.
  const unit = Math.max(1.5, Math.max(canvas.width, canvas.height) / (window.innerWidth < 500 ? 180 : 330));
  context.font = `600 ${7 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'top';
  faces.forEach((face, index) => {
    const [x, y, width, height] = face.box;
    const colour = colourOf(face.emotion?.label);
    context.lineWidth = unit;
    context.strokeStyle = colour;
    context.strokeRect(x, y, width, height);
    const text = names(index);
    const wide = context.measureText(text).width + 4 * unit;
    const left = Math.min(Math.max(0, x), canvas.width - wide);
    const top = Math.max(0, y - 9 * unit);
    context.fillStyle = 'rgb(0 0 0 / .75)';
    context.fillRect(left, top, wide, 9 * unit);
    context.fillStyle = '#fff';
    context.fillText(text, left + 2 * unit, top + unit);
  });
}

/** A small picture of a face. */
export function drawFace(source, box, side = 128) {
  const canvas = element('canvas', { width: side, height: side, 'aria-hidden': 'true' });
  const [x, y, width, height] = box;
  const edge = Math.max(width, height) * 1.2;
  canvas.getContext('2d').drawImage(source, x + width / 2 - edge / 2, y + height / 2 - edge / 2, edge, edge, 0, 0, side, side);
  return canvas;
}

/** Probabilities as bars. */
export function bars(probabilities, paint = () => plain) {
  const list = element('dl', { className: 'bars' });
  for (const [name, value] of Object.entries(probabilities)) {
    const fill = element('span');
    fill.style.width = `${100 * (value ?? 0)}%`;
    fill.style.background = paint(name);
    list.append(element('dt', {}, name), element('dd', { className: 'bar', 'aria-hidden': 'true' }, fill),
      element('dd', { className: 'value' }, percent(value)));
  }
  return list;
}

/** Valence and arousal as a point of the circumplex. */
export function circumplex(affect) {
  const valence = affect.valence ?? 0;
  const arousal = affect.arousal ?? 0;
  const text = (x, y, words, degrees = 0) => svg('text', { x, y, 'text-anchor': 'middle', transform: `rotate(${degrees} ${x} ${y})` }, words);
  return svg('svg', {
    viewBox: '0 0 112 112', class: 'circumplex', role: 'img',
    'aria-label': `apparent valence ${valence.toFixed(2)}, arousal ${arousal.toFixed(2)}`,
  },
  svg('circle', { cx: 56, cy: 56, r: 42, class: 'ring' }), svg('path', { d: 'M14 56H98M56 14V98', class: 'ring' }),
  text(56, 9, 'excited'), text(56, 109, 'calm'), text(103, 56, 'pleasant', 90), text(9, 56, 'unpleasant', -90),
  svg('circle', { cx: 56 + 42 * valence, cy: 56 - 42 * arousal, r: 5, class: 'point' }));
}

/** The label of an answer, or that it is not sure enough. */
export function shownLabel(answer) {
  return answer.unsure ? 'unsure' : answer.label;
}

function headline(face) {
  const parts = [];
  if (face.age !== undefined && face.age !== null) {
    parts.push(`looks ${Math.round(face.age)} years old`);
    if (face.age_low !== undefined) parts[0] += ` (${Math.round(face.age_low)} to ${Math.round(face.age_high)})`;
  }
  if (face.gender) parts.push(`${shownLabel(face.gender)} ${percent(face.gender.probabilities[face.gender.label])}`);
  return parts.join(', ');
}

/** A card with everything that was read of a face. */
export function faceCard(title, face, thumbnail) {
  const head = element('div', { className: 'head' }, thumbnail,
    element('div', {}, element('h3', {}, title + (face.emotion ? `: ${face.emotion.label}` : '')),
      element('div', { className: 'soft' }, headline(face) || 'apparent attributes: none')));
  const details = element('div', { className: face.affect ? 'details' : 'details alone' });
  if (face.emotion) details.append(bars(face.emotion.probabilities, colourOf));
  if (face.affect) details.append(circumplex(face.affect));
  const card = element('article', { className: 'face' }, head, details);
  if (face.ethnicity) {
    card.append(element('details', {}, element('summary', {}, 'apparent ethnicity'), bars(face.ethnicity.probabilities)));
  }
  return card;
}
