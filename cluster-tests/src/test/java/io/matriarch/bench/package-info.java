/// What is reckoned from measurements, checked with made-up ones.
@NullMarked
package io.matriarch.bench;

import org.jspecify.annotations.NullMarked;
