import { TableNG } from '@grafana/ui/unstable';

export function Table({ panel, width, height }) {
  return (
    <TableNG
      data={panel.frames[0]}
      cellHeight={panel.options.cellHeight}
      enableVirtualization={false}
      noHeader={!panel.options.showHeader}
      {...{ width, height }}
    />
  );
}
