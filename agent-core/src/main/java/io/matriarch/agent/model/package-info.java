/// Facts and values: what a node knows at one instant.
@NullMarked
package io.matriarch.agent.model;

import org.jspecify.annotations.NullMarked;
