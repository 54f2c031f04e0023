package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.port.ServerObserver;

class JdbcServerObserverIT extends ServerObserverKit {

  @Override
  ServerObserver create(Instance instance) {
    return new JdbcServerObserver(instance);
  }
}
