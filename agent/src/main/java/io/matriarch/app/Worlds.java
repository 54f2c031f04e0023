package io.matriarch.app;

import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.Instance;

/// Makes the ports for an instance.
interface Worlds {
  World world(Instance instance);
}
