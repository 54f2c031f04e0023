import { dateTimeFormat, formattedValueToString, getFieldDisplayName, getFieldSeriesColor } from '@grafana/data';
import { VizLegend, measureText, useTheme2 } from '@grafana/ui';
import { blocks, ticks } from '../shape/timeline.js';

// State-timeline is no part of Grafana's packages: these are its blocks, drawn anew.
const FONT = 12;
const AXIS = 24;
const LEGEND = 28;
const MINUTE = 60000;
const TICK_WIDTH = 110;

function rows({ frames, fieldConfig }, range, theme) {
  return frames.map((frame) => {
    const [time, field] = frame.fields;
    return {
      name: getFieldDisplayName(field, frame, frames),
      blocks: blocks(time.values, field.values, range.to * 1000).map((block) => {
        const shown = field.display(block.value);
        const own = fieldConfig.defaults.color.mode === 'thresholds';
        const colour = own ? shown.color : getFieldSeriesColor(field, theme).color;
        return { ...block, colour, text: formattedValueToString(shown) };
      }),
    };
  });
}

function legendItems({ fieldConfig }, drawn, theme) {
  const meanings = fieldConfig.defaults.mappings.flatMap(({ options }) => Object.values(options));
  const named = meanings.length > 0 ? meanings.map(({ text, color }) => [text, color]) : [];
  const series = drawn.map(({ name, blocks: [first] }) => [name, first?.colour ?? 'text']);
  return (named.length > 0 ? named : series).map(([label, colour]) => ({
    label,
    color: theme.visualization.getColorByName(colour),
    yAxis: 1,
  }));
}

function Block({ block, x, height, theme }) {
  const left = x(block.start);
  const width = Math.max(x(block.end) - left, 1);
  const fits = measureText(block.text, FONT).width + 8 < width && height > FONT;
  return (
    <div
      className="block"
      style={{
        left,
        width,
        height,
        lineHeight: `${height}px`,
        background: block.colour,
        color: theme.colors.getContrastText(block.colour),
      }}
    >
      {fits ? block.text : ''}
    </div>
  );
}

function Axis({ range, x, width, top }) {
  const { found, step } = ticks(range.from, range.to, width / TICK_WIDTH);
  const format = step < MINUTE ? 'HH:mm:ss' : 'HH:mm';
  return found.map((at) => (
    <div key={at} className="tick" style={{ left: x(at), top }}>
      {dateTimeFormat(at, { format, timeZone: 'browser' })}
    </div>
  ));
}

function Mark({ mark, x, height, theme }) {
  const colour = theme.visualization.getColorByName(mark.colour);
  const left = x(mark.start);
  const width = x(mark.end) - left;
  const border = `2px dashed ${colour}`;
  return (
    <div
      className="mark"
      style={{
        left,
        width,
        height,
        borderLeft: border,
        borderRight: width > 2 ? border : 'none',
        background: width > 2 ? `${colour}1a` : 'none',
      }}
    />
  );
}

export function Timeline({ panel, range, marks, width, height }) {
  const theme = useTheme2();
  const drawn = rows(panel, range, theme);
  const names = drawn.map(({ name }) => measureText(name, FONT).width);
  const left = Math.ceil(Math.max(...names)) + 12;
  const plot = { width: width - left, height: height - AXIS - LEGEND };
  const [from, to] = [range.from * 1000, range.to * 1000];
  const x = (at) => ((Math.min(Math.max(at, from), to) - from) / (to - from)) * plot.width;
  const row = plot.height / drawn.length;
  const bar = Math.floor(row * panel.options.rowHeight);
  return (
    <div className="timeline" style={{ width, height }}>
      {drawn.map(({ name }, number) => (
        <div
          key={name}
          className="name"
          style={{ width: left - 8, top: number * row, lineHeight: `${row}px` }}
        >
          {name}
        </div>
      ))}
      <div className="plot" style={{ left, ...plot }}>
        {drawn.map(({ name, blocks: all }, number) => (
          <div key={name} className="row" style={{ top: number * row + (row - bar) / 2 }}>
            {all.map((block) => (
              <Block key={block.start} height={bar} {...{ block, x, theme }} />
            ))}
          </div>
        ))}
        {marks.map((mark, number) => (
          <Mark key={number} height={plot.height} {...{ mark, x, theme }} />
        ))}
        <Axis top={plot.height + 4} width={plot.width} {...{ range, x }} />
      </div>
      <div className="legend" style={{ top: height - LEGEND, height: LEGEND, width }}>
        <VizLegend
          displayMode="list"
          placement="bottom"
          items={legendItems(panel, drawn, theme)}
        />
      </div>
    </div>
  );
}
