@NullMarked
package io.matriarch.app;

import org.jspecify.annotations.NullMarked;
