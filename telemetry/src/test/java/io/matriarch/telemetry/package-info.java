@NullMarked
package io.matriarch.telemetry;

import org.jspecify.annotations.NullMarked;
