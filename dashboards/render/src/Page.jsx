import { Component } from 'react';
import { ThemeContext, dateTimeFormat } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import { Bars } from './panels/Bars.jsx';
import { Series } from './panels/Series.jsx';
import { Stat } from './panels/Stat.jsx';
import { Table } from './panels/Table.jsx';
import { Timeline } from './panels/Timeline.jsx';
import { report } from './problems.js';
import { pageHeight, place } from './shape/layout.js';

const KINDS = {
  bargauge: Bars,
  'state-timeline': Timeline,
  stat: Stat,
  table: Table,
  timeseries: Series,
};

/** A panel that cannot be drawn leaves the others alone, and is told of. */
class Guard extends Component {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error) {
    report(`'${this.props.title}' cannot be drawn: ${error.stack ?? error}`);
  }

  render() {
    return this.state.failed ? <div className="nothing">cannot be drawn</div> : this.props.children;
  }
}

/** A stat says itself that there is nothing; of the others Grafana says so in their place. */
function Content({ panel, ...rest }) {
  const Kind = KINDS[panel.type];
  if (!Kind) {
    throw new Error(`panels of type '${panel.type}' are not known`);
  }
  if (panel.frames.length === 0 && panel.type !== 'stat') {
    return <div className="nothing">{panel.fieldConfig.defaults.noValue ?? 'No data'}</div>;
  }
  return <Kind {...{ panel, ...rest }} />;
}

function Placed({ panel, width, ...rest }) {
  const box = place(panel.gridPos, width);
  if (panel.type === 'row') {
    return (
      <h2 className="heading" style={box}>
        {panel.title}
      </h2>
    );
  }
  return (
    <div className="placed" style={box} data-panel={panel.title} data-type={panel.type}>
      <PanelChrome title={panel.title} width={box.width} height={box.height}>
        {(innerWidth, innerHeight) => (
          <Guard title={panel.title}>
            <Content width={innerWidth} height={innerHeight} {...{ panel, ...rest }} />
          </Guard>
        )}
      </PanelChrome>
    </div>
  );
}

function Heading({ dashboard, range }) {
  const [from, to] = [range.from, range.to].map((at) =>
    dateTimeFormat(at * 1000, { format: 'YYYY-MM-DD HH:mm:ss', timeZone: 'utc' }),
  );
  return (
    <header>
      <h1>{dashboard.title}</h1>
      <p>{dashboard.description}</p>
      <p className="range">
        {from} to {to} UTC
      </p>
    </header>
  );
}

export function Page({ dashboard, panels, range, marks, theme, width }) {
  const { colors } = theme;
  const style = { background: colors.background.canvas, color: colors.text.primary };
  return (
    <ThemeContext.Provider value={theme}>
      <main style={style}>
        <Heading {...{ dashboard, range }} />
        <div className="grid" style={{ width, height: pageHeight(panels) }}>
          {panels.map((panel) => (
            <Placed key={panel.id} {...{ panel, range, marks, width }} />
          ))}
        </div>
      </main>
    </ThemeContext.Provider>
  );
}
