package io.matriarch.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.decide.DataLoss.Assessment;
import io.matriarch.agent.decide.DataLoss.Lack;
import io.matriarch.agent.loop.AllowDataLoss;
import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.RequestedCheckpoint;
import io.matriarch.agent.model.WalPosition;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// What an administrator may ask of the agent: on the unix socket only, whose permissions say who
/// that is.
final class ControlEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(ControlEndpoint.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BODY_BYTES_MAX = 1 << 16;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final Instances instances;

  ControlEndpoint(Instances instances) {
    this.instances = instances;
  }

  void mount(Router router) {
    router
        .post("/control/allow-data-loss")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(this::allowDataLoss);
    router
        .post("/control/checkpoint")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(this::checkpoint);
  }

  private void checkpoint(RoutingContext context) {
    String body = Optional.ofNullable(context.body().asString()).orElse("");
    try {
      String resource = JSON.readTree(body).path("resource").asText();
      instances
          .find(resource)
          .ifPresentOrElse(
              loop ->
                  new RequestedCheckpoint(loop)
                      .run()
                      .subscribe(
                          took -> end(context, 200, took(took)),
                          failure ->
                              end(context, 200, impossible(String.valueOf(failure.getMessage())))),
              () -> end(context, NOT_FOUND, impossible("this node has no resource " + resource)));
    } catch (JsonProcessingException e) {
      end(context, BAD_REQUEST, impossible("not a request: " + e.getMessage()));
    }
  }

  private static ObjectNode took(Duration took) {
    return JsonNodeFactory.instance.objectNode().put("took_ms", took.toMillis());
  }

  /// Without a position it tells what would be lost; with one it allows that.
  private void allowDataLoss(RoutingContext context) {
    String body = Optional.ofNullable(context.body().asString()).orElse("");
    try {
      JsonNode request = JSON.readTree(body);
      String resource = request.path("resource").asText();
      String position = request.path("position").asText();
      Optional<WalPosition> shown =
          position.isEmpty() ? Optional.empty() : Optional.of(WalPosition.parse(position));
      instances
          .find(resource)
          .ifPresentOrElse(
              loop -> answer(context, loop, shown),
              () -> end(context, NOT_FOUND, impossible("this node has no resource " + resource)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      end(context, BAD_REQUEST, impossible("not a request: " + e.getMessage()));
    }
  }

  private static void answer(
      RoutingContext context, ControlLoop loop, Optional<WalPosition> shown) {
    AllowDataLoss operation = new AllowDataLoss(loop);
    Mono<Assessment> asked = shown.map(operation::allow).orElseGet(operation::assess);
    asked.subscribe(
        assessment -> end(context, 200, json(assessment, shown.isPresent())),
        failure -> {
          LOG.error("allow-data-loss of {} failed", loop.instance().resource(), failure);
          end(context, 200, impossible("the agent failed: " + failure.getMessage()));
        });
  }

  private static ObjectNode json(Assessment assessment, boolean asked) {
    return switch (assessment) {
      case Assessment.Impossible(var reason) -> impossible(reason);
      case Assessment.Possible possible -> possible(possible).put("allowed", asked);
    };
  }

  private static ObjectNode impossible(String reason) {
    return JsonNodeFactory.instance.objectNode().put("allowed", false).put("impossible", reason);
  }

  private static ObjectNode possible(Assessment.Possible possible) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("position", possible.position().toString())
            .put("since_last_commit_ms", possible.sinceLastCommit().toMillis());
    var lacks = json.putArray("lacks");
    possible.lacks().forEach(lack -> lacks.add(json(lack)));
    return json;
  }

  private static ObjectNode json(Lack lack) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("what", lack.sentence());
    lack.end().ifPresentOrElse(end -> json.put("end", end.toString()), () -> json.putNull("end"));
    lack.bytes().ifPresentOrElse(bytes -> json.put("bytes", bytes), () -> json.putNull("bytes"));
    return json;
  }

  private static void end(RoutingContext context, int status, ObjectNode json) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(json.toString());
  }
}
