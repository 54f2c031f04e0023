@NullMarked
package io.matriarch.telemetry.sink;

import org.jspecify.annotations.NullMarked;
