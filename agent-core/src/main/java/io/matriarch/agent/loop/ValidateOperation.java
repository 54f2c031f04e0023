package io.matriarch.agent.loop;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.SetupFault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/// Names every fault of the configuration.
record ValidateOperation(ControlLoop loop) {

  Mono<Verdict> run() {
    return faults()
        .map(
            faults ->
                faults.isEmpty()
                    ? Verdict.of(OcfExitCode.SUCCESS)
                    : new Verdict(
                        faults.getFirst().code(),
                        faults.stream()
                            .map(SetupFault::sentence)
                            .collect(Collectors.joining("; "))));
  }

  /// The faults of the resource's definition first, then those of this node's files.
  Mono<List<SetupFault>> faults() {
    List<SetupFault> definition = new ArrayList<>();
    loop.faults().forEach(f -> definition.add(new SetupFault(OcfExitCode.ERR_ARGS, f)));
    if (!loop.instance().notifications()) {
      // Not ERR_CONFIGURED, for which Pacemaker stops the primary and every other instance too.
      definition.add(
          new SetupFault(
              OcfExitCode.ERR_ARGS,
              "the clone's meta attribute notify is not true: elections need it;"
                  + " run crm_resource --meta -r CLONE -p notify -v true"));
    }
    return loop.world()
        .control()
        .validate(loop.world().node())
        .map(
            found -> {
              definition.addAll(found);
              return List.copyOf(definition);
            });
  }
}
