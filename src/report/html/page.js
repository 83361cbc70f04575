"use strict";
(() => {
  const main = document.querySelector(".photos");
  const form = document.querySelector(".tools form");
  const output = form.querySelector("output");
  const nothing = document.querySelector(".empty");

  // The summary is written last; readers that follow the document's order get it first.
  document.querySelector(".top").after(document.querySelector(".summary"));
  document.body.classList.remove("no-script");

  const number = (text) => (text === undefined || text === "" ? NaN : Number(text));
  const photos = [...main.querySelectorAll(".photo")].map((element, index) => ({
    element, index, file: element.dataset.file,
    faces: [...element.querySelectorAll(".face")].map((face) => ({
      element: face, age: number(face.dataset.age), score: number(face.dataset.score),
      emotion: face.dataset.emotion ?? "", gender: face.dataset.gender ?? "",
    })),
  }));

  const emotions = [...document.querySelectorAll(".summary [data-emotion]")].map((e) => e.dataset.emotion);
  for (const label of emotions) form.emotion.add(new Option(label, label));
  const genders = [...new Set(photos.flatMap((p) => p.faces.map((f) => f.gender)))].filter(Boolean).sort();
  for (const label of genders) form.gender.add(new Option(label, label));

  // Photos without a value go to the end.
  const least = (values) => Math.min(...values.filter((v) => !Number.isNaN(v)));
  const most = (values) => -Math.max(...values.filter((v) => !Number.isNaN(v)));
  const rank = (label) => (emotions.includes(label) ? emotions.indexOf(label) : emotions.length);
  const keys = {
    given: () => 0,
    file: () => 0,
    youngest: (faces) => least(faces.map((f) => f.age)),
    oldest: (faces) => most(faces.map((f) => f.age)),
    emotion: (faces) => least(faces.map((f) => rank(f.emotion))),
    surest: (faces) => most(faces.map((f) => f.score)),
    unsurest: (faces) => least(faces.map((f) => f.score)),
    faces: (faces) => -faces.length,
  };
  const names = new Intl.Collator(undefined, { numeric: true });

  function update() {
    const text = form.file.value.toLowerCase();
    const from = number(form.from.value);
    const to = number(form.to.value);
    const by_face = form.emotion.value || form.gender.value || !Number.isNaN(from) || !Number.isNaN(to);
    let shown_photos = 0;
    let shown_faces = 0;
    let all_faces = 0;
    for (const photo of photos) {
      photo.shown = photo.faces.filter((face) =>
        (!form.emotion.value || face.emotion === form.emotion.value) &&
        (!form.gender.value || face.gender === form.gender.value) &&
        (Number.isNaN(from) || face.age >= from) && (Number.isNaN(to) || face.age <= to));
      const show = photo.file.toLowerCase().includes(text) && (!by_face || photo.shown.length > 0) &&
        (form.kind.value === "all" || photo.element.dataset.kind === form.kind.value);
      photo.element.hidden = !show;
      for (const face of photo.faces) face.element.hidden = !photo.shown.includes(face);
      all_faces += photo.faces.length;
      if (show) { shown_photos += 1; shown_faces += photo.shown.length; }
    }
    const key = keys[form.sort.value];
    for (const photo of photos) photo.key = key(photo.shown);
    const order = [...photos].sort((a, b) =>
      (a.key === b.key ? 0 : a.key - b.key) ||
      (form.sort.value === "file" ? names.compare(a.file, b.file) : 0) || a.index - b.index);
    main.append(...order.map((photo) => photo.element));
    nothing.hidden = shown_photos > 0;
    output.value = `${shown_photos} of ${photos.length} inputs, ${shown_faces} of ${all_faces} faces shown`;
  }

  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
})();
