package quantum.account.snapshot;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.Names;
import quantum.contracts.TradeIntent;
import quantum.runtime.Redis;

/**
 * Exits and stop moves that were asked for last, in live mode and in shadow, newest first.
 *
 * @param withheld streams that this user may not read
 */
public record Requests(List<Request> newest, List<String> withheld) {
  /** Entries stand between them. */
  private static final int LOOKED_AT = 500;

  /**
   * @param atMillis when it came into the stream, wall clock
   * @param shadow whether it is a suggestion that nobody carries out
   */
  public record Request(long atMillis, boolean shadow, TradeIntent.Exit exit) {}

  public Requests {
    newest = List.copyOf(newest);
    withheld = List.copyOf(withheld);
  }

  /**
   * @param atMost how many
   */
  public static Requests read(Redis redis, int atMost) {
    Names names = redis.names();
    Answers answers = new Answers();
    List<Request> found = new ArrayList<>();
    for (String stream : List.of(names.tradeIntent(), names.harvestSuggestions())) {
      var asked = redis.async().xrevrange(stream, Range.unbounded(), Limit.from(LOOKED_AT));
      for (var entry : answers.or(stream, asked, List.of())) {
        if (TradeIntent.decode(entry.getBody(), entry.getId())
            instanceof Decoded.Ok<TradeIntent>(TradeIntent.Exit exit, _)) {
          found.add(
              new Request(
                  EventTime.ofStreamId(entry.getId()),
                  stream.equals(names.harvestSuggestions()),
                  exit));
        }
      }
    }
    found.sort(Comparator.comparingLong(Request::atMillis).reversed());
    return new Requests(found.subList(0, Math.min(atMost, found.size())), answers.withheld());
  }
}
