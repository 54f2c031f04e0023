/// What `script/bench` measures with, and how it reckons and draws what was measured.
@NullMarked
package io.matriarch.bench;

import org.jspecify.annotations.NullMarked;
