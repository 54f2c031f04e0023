/// PostgreSQL instances: what they are, as their catalogue, files and processes tell, and how they
/// are started, stopped and promoted.
@NullMarked
package io.matriarch.agent.postgres;

import org.jspecify.annotations.NullMarked;
