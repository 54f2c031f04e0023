@NullMarked
package io.matriarch.agent.cluster;

import org.jspecify.annotations.NullMarked;
