import { dateTime } from '@grafana/data';
import { TimeSeries, useTheme2 } from '@grafana/ui';

const MARK_WIDTH = 2;
const REGION_OPACITY = '1a';

/** Draws the annotations as Grafana does: a dashed line for each, and a veil over a region. */
function draw(plot, marks, theme) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { start, end, colour } of marks) {
    const hue = theme.visualization.getColorByName(colour);
    const [left, right] = [start, end].map((at) => plot.valToPos(at, 'x', true));
    ctx.fillStyle = hue + REGION_OPACITY;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.strokeStyle = hue;
    ctx.lineWidth = MARK_WIDTH;
    ctx.setLineDash([5, 5]);
    for (const x of right - left < MARK_WIDTH ? [left] : [left, right]) {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
  }
  ctx.restore();
}

const hooked = new WeakSet();

function hook(config, marks, theme) {
  if (!hooked.has(config)) {
    hooked.add(config);
    config.addHook('draw', (plot) => draw(plot, marks, theme));
  }
  return null;
}

export function Series({ panel, range, marks, width, height }) {
  const theme = useTheme2();
  const [from, to] = [dateTime(range.from * 1000), dateTime(range.to * 1000)];
  return (
    <TimeSeries
      frames={panel.frames}
      timeRange={{ from, to, raw: { from, to } }}
      timeZone="browser"
      legend={{ calcs: [], ...panel.options.legend }}
      {...{ width, height }}
    >
      {(config) => hook(config, marks, theme)}
    </TimeSeries>
  );
}
