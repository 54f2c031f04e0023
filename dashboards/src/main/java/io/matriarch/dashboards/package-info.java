/// Grafana's dashboard and Prometheus' alert rules, written from the agent's own metric names.
@NullMarked
package io.matriarch.dashboards;

import org.jspecify.annotations.NullMarked;
