/// What the parts that work at every look cost, measured with JMH.
@NullMarked
package io.matriarch.benchmarks;

import org.jspecify.annotations.NullMarked;
