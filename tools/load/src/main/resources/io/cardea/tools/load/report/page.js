// Plots the page's charts: see Chart for what there is to each of them.
(() => {
  const HEIGHT = 210;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = (v) => {
    if (v === null || v === undefined) return '';
    const size = Math.abs(v);
    if (size >= 1e6) return +(v / 1e6).toFixed(2) + ' M';
    if (size >= 1e4) return +(v / 1e3).toFixed(1) + ' k';
    return String(+v.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4));
  };

  // A few steps of 1, 2 and 5 within a decade, so that a logarithmic axis is labelled at all.
  const decades = (u, axis, min, max) => {
    const splits = [];
    for (let p = Math.floor(Math.log10(min)); p <= Math.ceil(Math.log10(max)); p++) {
      for (const step of [1, 2, 5]) {
        const split = step * 10 ** p;
        if (split >= min * 0.999 && split <= max * 1.001) splits.push(split);
      }
    }
    return splits.length > 7 ? splits.filter((s) => Number.isInteger(Math.round(Math.log10(s) * 1e6) / 1e6)) : splits;
  };

  const bands = (chart) => (u) => {
    u.ctx.save();
    u.ctx.fillStyle = colour('--band');
    for (const [from, to] of chart.bands) {
      const left = u.valToPos(from, 'x', true);
      u.ctx.fillRect(left, u.bbox.top, u.valToPos(to, 'x', true) - left, u.bbox.height);
    }
    u.ctx.restore();
  };

  const bound = (chart) => (u) => {
    if (!chart.bound) return;
    const y = Math.round(u.valToPos(chart.bound.value, 'y', true));
    if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) return;
    const ratio = window.devicePixelRatio || 1;
    u.ctx.save();
    u.ctx.strokeStyle = u.ctx.fillStyle = colour('--bound');
    u.ctx.setLineDash([6 * ratio, 4 * ratio]);
    u.ctx.lineWidth = ratio;
    u.ctx.beginPath();
    u.ctx.moveTo(u.bbox.left, y);
    u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
    u.ctx.stroke();
    u.ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    u.ctx.textAlign = 'left';
    u.ctx.textBaseline = 'alphabetic';
    u.ctx.fillText(chart.bound.name, u.bbox.left + 4 * ratio, y - 4 * ratio);
    u.ctx.restore();
  };

  // What is 0 cannot be on a logarithmic scale.
  const positive = (values, log) => (log ? values.map((v) => (v > 0 ? v : null)) : values);

  function data(chart) {
    const tables = chart.series.map((s) => [s.x, positive(s.y, chart.log)]);
    return uPlot.join(tables);
  }

  function series(chart) {
    const seen = new Set();
    return chart.series.map((s) => {
      const line = colour(`--c${s.colour}`);
      const first = !seen.has(s.name);
      seen.add(s.name);
      return {
        label: s.name,
        stroke: s.style === 'faint' ? line + 'b0' : line,
        width: s.style === 'line' ? 2 : 1.25,
        dash: s.style === 'dashed' ? [5, 4] : undefined,
        spanGaps: true,
        points: s.style === 'points' ? { show: true, size: 8, fill: line } : { show: s.x.length < 3 },
        value: (u, v) => short(v),
        named: first,
      };
    });
  }

  const tip = (text) => Object.assign(document.createElement('span'), { textContent: text });

  function range(chart) {
    return (u, min, max) => {
      if (min === null || max === null) return [0, 1];
      const top = chart.bound && chart.bound.value < max * 3 ? Math.max(max, chart.bound.value) : max;
      if (chart.log) return [min * 0.8, Math.max(top, min * 2) * 1.25];
      return [0, top === 0 ? 1 : top * 1.12];
    };
  }

  function plot(figure, chart) {
    const caption = document.createElement('figcaption');
    caption.append(chart.title + ' ', tip(chart.unit));
    const place = document.createElement('div');
    figure.replaceChildren(caption, place);
    const axis = { stroke: colour('--soft'), font: '12px system-ui, sans-serif',
      grid: { stroke: colour('--grid'), width: 1 }, ticks: { stroke: colour('--grid'), width: 1, size: 4 } };
    const values = (u, splits) => splits.map((v) => (v === null ? '' : short(v)));
    const rounds = chart.along === 'round';
    const xs = chart.series.flatMap((s) => s.x);
    const least = Math.min(...xs);
    const most = Math.max(...xs);
    const all = series(chart);
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      ms: 1,
      cursor: { drag: { x: !rounds, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, distr: chart.logAlong ? 3 : 1,
          range: rounds ? [least - 0.4, most + 0.4] : chart.logAlong ? [least * 0.85, most * 1.15] : undefined },
        y: { distr: chart.log ? 3 : 1, range: range(chart) },
      },
      axes: [
        { ...axis, label: chart.along, labelFont: axis.font, labelSize: 18, size: 30, values,
          splits: chart.logAlong ? decades : undefined, filter: (u, splits) => splits, incrs: rounds ? [1, 2, 5, 10] : undefined },
        { ...axis, size: 52, values, splits: chart.log ? decades : undefined, filter: (u, splits) => splits },
      ],
      series: [{ label: chart.along.split(' ')[0], value: (u, v) => short(v) }, ...all],
      hooks: { drawClear: [bands(chart)], draw: [bound(chart)] },
    };
    const made = new uPlot(options, data(chart), place);
    // One entry in the legend for all lines of a name; many lines have no value at a place.
    made.root.querySelectorAll('.u-series').forEach((row, i) => {
      if (i > 0 && !all[i - 1].named) row.style.display = 'none';
      if (all.length > 4 && (i === 0 || chart.series[i - 1].style === 'faint')) {
        row.querySelector('.u-value')?.remove();
        if (i === 0) row.style.display = 'none';
      }
      const marker = row.querySelector('.u-marker');
      if (i > 0 && marker) marker.style.background = colour(`--c${chart.series[i - 1].colour}`);
    });
    return made;
  }

  const charts = JSON.parse(document.getElementById('charts').textContent);
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  let plots = [];
  const draw = () => {
    plots.forEach((p) => p.destroy());
    plots = figures.map((figure) => plot(figure, charts[figure.dataset.chart]));
  };
  draw();
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    plots.forEach((p) => p.setSize({ width: p.root.parentElement.clientWidth, height: HEIGHT }));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
