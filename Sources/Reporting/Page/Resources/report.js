"use strict";
(() => {
  // Okabe and Ito's palette, which the colour-blind can tell apart, in shades for each background; shapes and dashes say
  // the same once more.
  const palettes = {
    light: ["#0072b2", "#c2410c", "#00805c", "#b3478f", "#8a6d00", "#2f8fc4", "#555b63", "#7b3fc9"],
    dark: ["#56b4e9", "#ff9d5c", "#2fd3a2", "#eb8fc8", "#f0d64a", "#8fc9ff", "#b6bec8", "#c09bff"],
  };
  const shapes = ["circle", "rectRot", "triangle", "rect", "cross", "star", "rectRounded", "crossRot"];
  const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 2], [6, 2, 1, 2, 1, 2]];
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const charts = new Map();
  let isPrinting = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = () => palettes[darkness.matches && !isPrinting ? "dark" : "light"];
  const faded = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
  const arrow = (axis) => `${axis.name}${axis.unit ? ` (${axis.unit})` : ""} ${axis.better === "lower" ? "↓ lower is better" : "↑ higher is better"}`;

  const number = (value) => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1e6 || size < 1e-3) return value.toExponential(size >= 9.995 * 10 ** Math.floor(Math.log10(size)) ? 0 : 1).replace(".0e", "e");
    return Number(value.toPrecision(4)).toLocaleString("en");
  };
  const powerOfTen = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

  // A logarithmic axis where all is positive and spans more than a factor of twenty; else a linear one.
  const scaleOf = (values) => {
    const positive = values.filter((value) => value != null && value > 0);
    const isPositive = positive.length > 0 && positive.length === values.filter((value) => value != null).length;
    return isPositive && Math.max(...positive) / Math.min(...positive) > 20 ? "logarithmic" : "linear";
  };
  // Gaps may be zero exactly: they are drawn a power of ten below the least that is not.
  const floorOf = (values) => Math.min(...values.filter((value) => value != null && value > 0)) / 10;

  const axis = (title, type, extra = {}) => ({
    type,
    title: { display: true, text: title, color: colour("--faint") },
    grid: { color: colour("--grid") },
    ticks: {
      color: colour("--faint"),
      maxRotation: 0,
      autoSkipPadding: 12,
      // Powers of ten alone, where there are enough of them.
      callback(value) {
        return type !== "logarithmic" || powerOfTen(value) || this.max / this.min < 100 ? number(value) : null;
      },
    },
    ...extra,
  });

  const options = (x, y, tooltip) => ({
    responsive: true,
    maintainAspectRatio: false,
    animation: stillness.matches || isPrinting ? false : { duration: 250 },
    interaction: { mode: "nearest", intersect: false },
    scales: { x, y },
    plugins: {
      legend: { position: "bottom", labels: { color: colour("--ink"), usePointStyle: true, boxWidth: 9, filter: (item) => !item.text.startsWith("_") } },
      tooltip: { callbacks: tooltip },
    },
  });

  const style = (index) => {
    const own = palette()[index % palette().length];
    // Each further round of colours has shapes and dashes that they did not have before.
    const other = index + Math.floor(index / palette().length);
    return { borderColor: own, backgroundColor: own, pointStyle: shapes[other % shapes.length], borderDash: dashes[other % dashes.length] };
  };

  const costTitle = (cost) => (cost === "calls" ? "oracle calls, all kinds together" : "seconds");

  const draw = {
    intervals(data) {
      const shown = data.intervals.filter((entry) => entry.median != null);
      const bounds = shown.flatMap((entry) => [entry.median, entry.low, entry.high]);
      const type = scaleOf(bounds);
      const known = bounds.filter((value) => value != null);
      const [least, most] = [Math.min(...known), Math.max(...known)];
      const room = (most - least || Math.abs(most) || 1) * 0.05;
      const range = type === "logarithmic" ? { min: least / 1.5, max: most * 1.5 } : { min: least - room, max: most + room };
      const methods = shown.map((entry) => entry.method);
      return {
        data: {
          labels: methods.map((label) => (label.length > 24 && label.includes("[") ? [label.slice(0, label.indexOf("[")), label.slice(label.indexOf("["))] : label)),
          datasets: [
            {
              type: "scatter", label: "median", data: shown.map((entry, index) => ({ x: entry.median, y: index })), pointRadius: 6,
              backgroundColor: methods.map((_, i) => palette()[i % palette().length]), pointStyle: "circle", borderColor: colour("--paper"), borderWidth: 1,
            },
            {
              type: "bar", label: "95 % interval", data: shown.map((entry) => [entry.low ?? least, entry.high ?? most]),
              backgroundColor: methods.map((_, i) => faded(palette()[i % palette().length], 0.45)), barThickness: 8, minBarLength: 2, borderRadius: 4, borderSkipped: false,
            },
          ],
        },
        options: {
          ...options(axis(arrow(data.metric), type, range), { ...axis("", "category"), ticks: { color: colour("--ink"), autoSkip: false }, title: { display: false }, offset: true }, {
            label: (item) => {
              const entry = shown[item.dataIndex];
              return `${number(entry.median)} [${[entry.low, entry.high].map((end) => (end == null ? "failed" : number(end))).join(", ")}]`;
            },
          }),
          indexAxis: "y",
        },
      };
    },

    convergence(data, cost) {
      const lines = data.convergence[cost];
      const values = lines.flatMap((line) => line.points.map((point) => point[1]));
      const wantsLogarithm = data.metric.better === "lower" && values.every((value) => value >= 0) && values.some((value) => value > 0);
      const type = wantsLogarithm && scaleOf(values.filter((value) => value > 0)) === "logarithmic" ? "logarithmic" : "linear";
      const floor = floorOf(values);
      const height = (value) => (value == null ? null : type === "logarithmic" ? Math.max(value, floor) : value);
      const width = (value) => Math.max(value, cost === "calls" ? 1 : 1e-5);
      const last = Math.max(...lines.flatMap((line) => line.points.map((point) => width(point[0]))));
      const datasets = [];
      lines.forEach((line, index) => {
        if (line.points.length === 0) return;
        const held = [...line.points, [last, ...line.points[line.points.length - 1].slice(1)]];
        const at = (column) => held.map((point) => ({ x: width(point[0]), y: height(point[column]) }));
        const band = { borderWidth: 0, pointRadius: 0, stepped: "before", backgroundColor: faded(palette()[index % palette().length], 0.15) };
        datasets.push({ ...style(index), label: line.method, data: at(1), stepped: "before", borderWidth: 2, pointRadius: 0, pointHitRadius: 8 });
        datasets.push({ ...band, label: `_${line.method} lower`, data: at(2), fill: false });
        datasets.push({ ...band, label: `_${line.method} upper`, data: at(3), fill: "-1" });
      });
      return {
        type: "line",
        data: { datasets },
        options: options(axis(costTitle(cost), "logarithmic"), axis(arrow(data.metric), type), {
          title: (items) => (items.length ? `${number(items[0].parsed.x)} ${cost}` : ""),
          label: (item) => (item.dataset.label.startsWith("_") ? null : `${item.dataset.label}: ${number(item.parsed.y)}`),
        }),
      };
    },

    runtimes(data, cost) {
      return shares(data.runtimes[cost], costTitle(cost), (value) => Math.max(value, cost === "calls" ? 1 : 1e-5), "reached ↑ higher is better", cost);
    },

    profile(data, cost) {
      return shares(data[cost], `times the quickest one’s ${cost}`, (value) => Math.max(value, 1), "of the problems ↑ higher is better", "times the least");
    },

    tradeOff(data) {
      const { x, y, series, front } = data.tradeOff;
      const all = series.flatMap((entry) => entry.points);
      const datasets = series.map((entry, index) => ({
        ...style(index), borderDash: [], label: entry.method, data: entry.points.map(([a, b]) => ({ x: a, y: b })), labels: entry.labels,
        pointRadius: 6, pointHoverRadius: 8,
      }));
      datasets.push({
        label: "front", data: front.map(([a, b]) => ({ x: a, y: b })), showLine: true, pointRadius: 0, borderWidth: 1.5,
        borderColor: colour("--faint"), backgroundColor: "transparent", borderDash: [5, 4], pointStyle: "line",
      });
      return {
        type: "scatter",
        data: { datasets },
        options: options(
          axis(arrow(x), scaleOf(all.map((point) => point[0])), { grace: "5%" }),
          axis(arrow(y), scaleOf(all.map((point) => point[1])), { grace: "5%" }),
          { label: (item) => (item.dataset.labels ? `${item.dataset.labels[item.dataIndex]}: ${number(item.parsed.x)}, ${number(item.parsed.y)}` : null) },
        ),
      };
    },
  };

  // Shares that rise in steps from zero, and stay where they are after the last one.
  function shares(lines, title, width, what, unit) {
    const positions = lines.flatMap((line) => line.points.map((point) => width(point[0])));
    const first = positions.length ? Math.min(...positions) : 1;
    const last = positions.length ? Math.max(...positions) * 1.1 : 10;
    const datasets = lines.map((line, index) => {
      const points = line.points.map(([x, share]) => ({ x: width(x), y: share }));
      const end = points.length ? points[points.length - 1].y : 0;
      return { ...style(index), label: line.method, data: [{ x: first, y: points.length && points[0].x <= first ? points[0].y : 0 }, ...points, { x: last, y: end }], stepped: "before", borderWidth: 2, pointRadius: 0, pointHitRadius: 8 };
    });
    return {
      type: "line",
      data: { datasets },
      options: options(axis(title, "logarithmic", { min: first }), axis(`share ${what}`, "linear", { min: 0, max: 1 }), {
        title: (items) => (items.length ? `${number(items[0].parsed.x)} ${unit}` : ""),
        label: (item) => `${item.dataset.label}: ${(100 * item.parsed.y).toFixed(0)} %`,
      }),
    };
  }

  function show(figure) {
    const canvas = figure.querySelector("canvas");
    const data = JSON.parse(document.getElementById(figure.dataset.source).textContent);
    const cost = figure.querySelector("input:checked")?.value ?? "calls";
    // A line for each method takes its room.
    if (figure.dataset.chart === "intervals") canvas.parentElement.style.height = `${Math.max(320, 90 + 36 * data.intervals.length)}px`;
    charts.get(canvas)?.destroy();
    charts.set(canvas, new Chart(canvas, draw[figure.dataset.chart](data, cost)));
  }

  const figures = [...document.querySelectorAll("figure[data-chart]")];
  const showAll = () => figures.forEach(show);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  figures.forEach((figure) => figure.querySelectorAll("input").forEach((input) => input.addEventListener("change", () => show(figure))));
  darkness.addEventListener("change", showAll);
  addEventListener("beforeprint", () => { isPrinting = true; showAll(); });
  addEventListener("afterprint", () => { isPrinting = false; showAll(); });
  showAll();
})();
