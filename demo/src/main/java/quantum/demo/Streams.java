package quantum.demo;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.TradeIntent;

/** Reads the streams of a suite from their beginning. */
public final class Streams {
  private static final int PAGE = 1000;

  private Streams() {}

  /** Every plan that can be read, oldest first. */
  public static List<ApplyPlan> plans(Suite suite) {
    List<ApplyPlan> plans = new ArrayList<>();
    forEach(
        suite,
        suite.names().applyPlan(),
        (id, fields) -> {
          if (ApplyPlan.decode(fields, id) instanceof Decoded.Ok<ApplyPlan>(ApplyPlan plan, _)) {
            plans.add(plan);
          }
        });
    return plans;
  }

  /** Every result that can be read, oldest first. */
  public static List<ApplyResult> results(Suite suite) {
    List<ApplyResult> results = new ArrayList<>();
    forEach(
        suite,
        suite.names().applyResult(),
        (id, fields) -> {
          if (FeedEvent.decode(fields, id)
              instanceof Decoded.Ok<FeedEvent>(ApplyResult result, _)) {
            results.add(result);
          }
        });
    return results;
  }

  /** How many entries of the intents say that nobody shall carry them out. */
  static long drySignals(Suite suite) {
    List<TradeIntent> dry = new ArrayList<>();
    forEach(
        suite,
        suite.names().tradeIntent(),
        (id, fields) -> {
          if (TradeIntent.decode(fields, id)
                  instanceof Decoded.Ok<TradeIntent>(TradeIntent intent, _)
              && intent.dryRun()) {
            dry.add(intent);
          }
        });
    return dry.size();
  }

  private static void forEach(
      Suite suite, String stream, BiConsumer<String, Map<String, String>> consumer) {
    Range.Boundary<String> from = Range.Boundary.unbounded();
    while (true) {
      List<StreamMessage<String, String>> page =
          suite
              .redis()
              .commands()
              .xrange(stream, Range.from(from, Range.Boundary.unbounded()), Limit.from(PAGE));
      for (StreamMessage<String, String> message : page) {
        consumer.accept(message.getId(), message.getBody());
      }
      if (page.size() < PAGE) {
        return;
      }
      from = Range.Boundary.excluding(page.getLast().getId());
    }
  }
}
