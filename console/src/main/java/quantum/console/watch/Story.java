package quantum.console.watch;

import io.lettuce.core.StreamMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import quantum.console.metrics.Metrics;
import quantum.console.model.Event;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.runtime.Redis;

/** What was planned, carried out, ended and alarmed, as the streams tell it. */
final class Story {
  private static final int EVENTS = 2_000;
  private static final int PLANS = 4_000;
  private static final int ALERTS = 200;
  private static final int LETTERS = 100;

  private final Tail<ApplyPlan> plans;
  private final Tail<Event> results;
  private final Tail<String> closed;
  private final Tail<StreamMessage<String, String>> alerts;
  private final Tail<StreamMessage<String, String>> letters;

  /**
   * @param metrics is told what comes, entry by entry
   */
  Story(Names names, Metrics metrics) {
    plans = new Tail<>(names.applyPlan(), PLANS, Story::plan, _ -> {});
    results = new Tail<>(names.applyResult(), EVENTS, Story::result, metrics::carriedOut);
    closed = new Tail<>(names.positionClosed(), 1, entry -> Optional.of(entry.getId()), _ -> {});
    alerts = new Tail<>(names.alert(), ALERTS, Optional::of, _ -> {});
    letters = new Tail<>(names.deadLetter(), LETTERS, Optional::of, metrics::deadLetter);
  }

  /**
   * What has come since the last look.
   *
   * @param ended whether a position has ended
   */
  record Moved(boolean any, boolean ended) {}

  Moved look(Redis redis) {
    List<Tail<?>> all = List.of(plans, results, closed, alerts, letters);
    all.forEach(tail -> tail.ask(redis));
    boolean any = false;
    boolean ended = false;
    for (Tail<?> tail : all) {
      boolean moved = tail.take();
      any |= moved;
      ended |= moved && tail == closed;
    }
    return new Moved(any, ended);
  }

  /** Newest first, each with its plan. */
  List<Event> events() {
    Map<PlanId, ApplyPlan> asked = new HashMap<>();
    plans.newest().forEach(plan -> asked.putIfAbsent(plan.header().planId(), plan));
    return results.newest().stream()
        .map(
            event -> new Event(event.id(), event.result(), event.result().planId().map(asked::get)))
        .toList();
  }

  Stream<StreamMessage<String, String>> alerts() {
    return alerts.newest().stream();
  }

  Stream<StreamMessage<String, String>> letters() {
    return letters.newest().stream();
  }

  private static Optional<ApplyPlan> plan(StreamMessage<String, String> entry) {
    return ApplyPlan.decode(entry.getBody(), entry.getId())
                instanceof Decoded.Ok<ApplyPlan>(ApplyPlan plan, _)
            && !(plan instanceof ApplyPlan.Hold)
        ? Optional.of(plan)
        : Optional.empty();
  }

  private static Optional<Event> result(StreamMessage<String, String> entry) {
    return FeedEvent.decode(entry.getBody(), entry.getId())
            instanceof Decoded.Ok<FeedEvent>(ApplyResult result, _)
        ? Optional.of(new Event(entry.getId(), result, Optional.empty()))
        : Optional.empty();
  }
}
