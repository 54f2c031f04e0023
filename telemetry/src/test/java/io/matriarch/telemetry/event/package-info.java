@NullMarked
package io.matriarch.telemetry.event;

import org.jspecify.annotations.NullMarked;
