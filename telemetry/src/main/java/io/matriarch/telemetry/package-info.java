/// What the agent tells: metrics, status and health, from the latest snapshots and nothing else.
@NullMarked
package io.matriarch.telemetry;

import org.jspecify.annotations.NullMarked;
