import {
  FieldConfigOptionsRegistry,
  applyFieldOverrides,
  getFieldDisplayName,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';

// What Grafana's own registry knows of a field and these dashboards use.
const STANDARD = ['unit', 'decimals', 'min', 'max', 'noValue', 'color', 'mappings', 'thresholds'];
const CUSTOM = ['cellOptions', 'minWidth'];

const known = new FieldConfigOptionsRegistry(() => [
  ...STANDARD.map((path) => property(path, path, false)),
  ...CUSTOM.map((path) => property(`custom.${path}`, path, true)),
]);

standardTransformersRegistry.setInit(() =>
  ['mergeTransformer', 'organizeFieldsTransformer'].map((name) => ({
    id: standardTransformers[name].id,
    name,
    transformation: () => standardTransformers[name],
  })),
);

// What the panels' plugins, which are not among Grafana's packages, take where nothing is said.
const CUSTOM_DEFAULTS = {
  timeseries: {
    drawStyle: 'line',
    lineInterpolation: 'linear',
    lineWidth: 1,
    fillOpacity: 0,
    gradientMode: 'none',
    pointSize: 5,
    showPoints: 'auto',
    spanNulls: false,
    axisPlacement: 'auto',
    scaleDistribution: { type: 'linear' },
    stacking: { mode: 'none', group: 'A' },
  },
  table: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false },
};

function property(id, path, isCustom) {
  return { id, path, isCustom, name: id, process: (value) => value, shouldApply: () => true };
}

/** JSON has no infinity: Grafana reads the first step's null as the lowest of all. */
function withInfinity(fieldConfig) {
  return JSON.parse(JSON.stringify(fieldConfig), (key, value) =>
    key === 'steps' ? value.map((s) => ({ ...s, value: s.value ?? -Infinity })) : value,
  );
}

export function replaceVariables(text) {
  return text;
}

function transform(panel, frames) {
  return new Promise((resolve, reject) =>
    transformDataFrame(panel.transformations ?? [], frames).subscribe({
      next: resolve,
      error: reject,
    }),
  );
}

/** The panel with its frames as Grafana would hand them to it. */
export async function prepare(panel, frames, theme) {
  const fieldConfig = withInfinity(panel.fieldConfig);
  const transformed = frames.length > 0 ? await transform(panel, frames) : [];
  const measured = transformed.map((frame) => ({ ...frame, length: frame.fields[0].values.length }));
  const prepared = applyFieldOverrides({
    data: measured,
    fieldConfig,
    fieldConfigRegistry: known,
    replaceVariables,
    theme,
    timeZone: 'browser',
  });
  for (const frame of prepared) {
    for (const field of frame.fields) {
      getFieldDisplayName(field, frame, prepared);
      field.config.custom = { ...CUSTOM_DEFAULTS[panel.type], ...field.config.custom };
    }
  }
  return { ...panel, fieldConfig, frames: prepared };
}
