package quantum.cli.repair;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.account.explain.Say;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.cli.screen.Lines;
import quantum.contracts.EventTime;
import quantum.runtime.Redis;

/**
 * What a consumer group has not read yet of a stream.
 *
 * @param pending entries that were given to a consumer and not finished
 * @param unread as many as Redis counts; "?" where it cannot tell
 * @param span from the oldest to the newest that is unread; empty if nothing is
 * @param kinds the newest unread by symbol, status and action, the most frequent first
 */
record Backlog(
    String stream,
    String group,
    boolean exists,
    long pending,
    String unread,
    Optional<String> span,
    List<Kind> kinds) {
  private static final int LOOKED_AT = 10_000;
  private static final int SHOWN = 20;

  record Kind(String symbol, String status, String action, int count) {}

  static Backlog read(Redis redis, Watched watched) {
    GroupProgress progress = GroupProgress.read(redis, watched);
    if (!progress.exists()) {
      return new Backlog(
          watched.stream(), watched.group(), false, 0, "0", Optional.empty(), List.of());
    }
    Range<String> unread =
        Range.from(Range.Boundary.excluding(progress.lastDelivered()), Range.Boundary.unbounded());
    List<StreamMessage<String, String>> first =
        redis.commands().xrange(watched.stream(), unread, Limit.from(1));
    List<StreamMessage<String, String>> newest =
        redis.commands().xrevrange(watched.stream(), unread, Limit.from(LOOKED_AT));
    Optional<String> span =
        first.isEmpty() || newest.isEmpty()
            ? Optional.empty()
            : Optional.of("from " + time(first.getFirst()) + " to " + time(newest.getFirst()));
    return new Backlog(
        watched.stream(),
        watched.group(),
        true,
        progress.pending(),
        progress.lag().isPresent() ? Long.toString(progress.lag().getAsLong()) : "?",
        span,
        kinds(newest));
  }

  private static String time(StreamMessage<String, String> entry) {
    return Say.time(EventTime.ofStreamId(entry.getId()));
  }

  private static List<Kind> kinds(List<StreamMessage<String, String>> entries) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (StreamMessage<String, String> entry : entries) {
      Map<String, String> fields = entry.getBody();
      counts.merge(
          List.of(
              fields.getOrDefault("symbol", "-"),
              fields.getOrDefault("status", "-"),
              fields.getOrDefault("action", "-")),
          1,
          Integer::sum);
    }
    return counts.entrySet().stream()
        .map(
            it ->
                new Kind(it.getKey().get(0), it.getKey().get(1), it.getKey().get(2), it.getValue()))
        .sorted(Comparator.comparingInt(Kind::count).reversed())
        .toList();
  }

  boolean isUnread() {
    return span.isPresent();
  }

  List<String> lines() {
    if (!exists) {
      return List.of(stream + " has no group " + group + ": nothing to skip");
    }
    if (!isUnread()) {
      return List.of(stream + ": nothing unread, " + pending + " given and not finished");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s unread, %d given and not finished, %s"
            .formatted(stream, unread, pending, span.get()));
    lines.add("  of the newest " + LOOKED_AT + " unread, by symbol, status and action:");
    kinds.stream()
        .limit(SHOWN)
        .forEach(
            it ->
                lines.add(
                    Lines.printable(
                        String.format(
                            Locale.ROOT,
                            "  %8d  %-14s %-14s %s",
                            it.count(),
                            it.symbol(),
                            it.status(),
                            it.action()))));
    if (kinds.size() > SHOWN) {
      lines.add("            and " + (kinds.size() - SHOWN) + " more kinds");
    }
    return lines;
  }
}
