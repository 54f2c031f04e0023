import { VizOrientation, getDisplayValueAlignmentFactors } from '@grafana/data';
import { BarGauge, VizRepeater, useTheme2 } from '@grafana/ui';
import { displayValues } from './Stat.jsx';

const BAR_LEAST = 16;
const BAR_MOST = 300;

export function Bars({ panel, width, height }) {
  const theme = useTheme2();
  return (
    <VizRepeater
      getValues={() => displayValues(panel, theme)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, orientation, ...size }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          width={size.width}
          height={size.height}
          displayMode={panel.options.displayMode}
          showUnfilled
          {...{ alignmentFactors, orientation, theme }}
        />
      )}
      orientation={VizOrientation.Horizontal}
      minVizHeight={BAR_LEAST}
      maxVizHeight={BAR_MOST}
      renderCounter={0}
      source={panel.frames}
      {...{ width, height }}
    />
  );
}
