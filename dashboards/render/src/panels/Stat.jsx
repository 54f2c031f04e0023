import { VizOrientation, getDisplayValueAlignmentFactors, getFieldDisplayValues } from '@grafana/data';
import { BigValue, VizRepeater, useTheme2 } from '@grafana/ui';
import { replaceVariables } from '../fields.js';

export function displayValues(panel, theme) {
  return getFieldDisplayValues({
    fieldConfig: panel.fieldConfig,
    reduceOptions: panel.options.reduceOptions,
    data: panel.frames,
    timeZone: 'browser',
    replaceVariables,
    theme,
  });
}

export function Stat({ panel, width, height }) {
  const theme = useTheme2();
  const { colorMode, graphMode, textMode } = panel.options;
  return (
    <VizRepeater
      getValues={() => displayValues(panel, theme)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, count, ...size }) => (
        <BigValue
          value={value.display}
          width={size.width}
          height={size.height}
          {...{ alignmentFactors, colorMode, count, graphMode, textMode, theme }}
        />
      )}
      orientation={VizOrientation.Auto}
      renderCounter={0}
      source={panel.frames}
      autoGrid
      {...{ width, height }}
    />
  );
}
