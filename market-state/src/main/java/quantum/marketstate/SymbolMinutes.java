package quantum.marketstate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Kline;
import quantum.marketdata.PublicRest;
import quantum.runtime.settings.StatisticsSettings;

/**
 * One symbol's way from its first candle to statistics with references. Belongs to the feed's
 * thread and knows no other.
 *
 * <pre>
 * RECENT   the closes that statistics need are asked for
 * DEEP     statistics are there; the history behind the references is asked for
 * WARMING  that history is being computed elsewhere
 * READY    both go on minute by minute
 * </pre>
 *
 * In every phase from DEEP on a missing minute is asked for before anything else.
 */
final class SymbolMinutes {
  /** A price this far behind the newest minute is a venue that begins again, as a replay does. */
  private static final long BEGINS_AGAIN_MILLIS = 60_000;

  /** The cheapest request, for each minute. */
  private static final int MOST_ASKED_BACK = 499;

  /** About 50 ms of computing. */
  private static final int MOST_REFILLED = 240;

  enum Phase {
    RECENT,
    DEEP,
    WARMING,
    READY
  }

  /**
   * What is to be asked of the venue.
   *
   * @param phase the purpose; READY is a minute that is missing, in whatever phase the symbol is
   */
  record Request(Phase phase, OptionalLong startMillis, int limit) {}

  /** Minutes to compute the references from. */
  record History(List<Minute> minutes, int ofThemSinceStart) {}

  private final Symbol symbol;
  private final StatisticsSettings settings;
  private final long lateMillis;
  private final int memory;
  private final Closes closes = new Closes();
  private final List<Minute> older = new ArrayList<>();

  /** Known from an earlier run; they lie between what is older and what came since the start. */
  private final List<Minute> restored = new ArrayList<>();

  private final List<Minute> sinceStart = new ArrayList<>();
  private RollingStatistics statistics;
  private Phase phase = Phase.RECENT;
  private OptionalLong timeMillis = OptionalLong.empty();
  private OptionalLong passedMillis = OptionalLong.empty();
  private OptionalLong newestToldMillis = OptionalLong.empty();
  private long deepFromMillis;
  private long deepEndMillis;
  private long fruitlessMinute = Long.MIN_VALUE;
  private int gapAtStart;

  /**
   * @param lateMillis how long behind its end a minute may come by the stream before it is asked
   *     for
   */
  SymbolMinutes(Symbol symbol, StatisticsSettings settings, long lateMillis) {
    this.symbol = symbol;
    this.settings = settings;
    this.lateMillis = lateMillis;
    this.memory = RollingStatistics.memory(settings.statistics(), settings.references());
    this.statistics = RollingStatistics.withoutReferences(settings.statistics());
  }

  Symbol symbol() {
    return symbol;
  }

  /** How many minutes decide about a state. */
  static int memory(StatisticsSettings settings) {
    return RollingStatistics.memory(settings.statistics(), settings.references());
  }

  /**
   * Goes on behind minutes that an earlier run has known, if that is worth it: before anything else
   * was said.
   *
   * @param minutes without a hole, oldest first
   * @param nowMillis by the clock on the wall
   */
  void restore(List<Minute> minutes, long nowMillis) {
    int needed = settings.statistics().closesNeeded();
    if (minutes.size() < needed) {
      return;
    }
    long missing = (nowMillis - minutes.getLast().nextMillis()) / Minute.MILLIS;
    if (missing < 0 || missing + 2 > MOST_ASKED_BACK) {
      return; // of another time
    }
    restored.addAll(minutes);
    statistics.addAll(minutes.subList(minutes.size() - needed, minutes.size()));
    closes.goOnBehind(minutes.getLast());
    passedMillis = OptionalLong.of(minutes.getLast().closeTimeMillis());
    gapAtStart = (int) missing;
  }

  Phase phase() {
    return phase;
  }

  /** Event time of the newest price; empty before the first one. */
  OptionalLong timeMillis() {
    return timeMillis;
  }

  /** A candle of the stream; only closed ones count. */
  void candle(Kline kline) {
    if (kline.closed()) {
      closes.add(Minute.of(kline));
    }
  }

  /** Whether a price of this time belongs to a venue that has begun again. */
  boolean beginsAgain(long priceMillis) {
    return passedMillis.isPresent() && priceMillis < passedMillis.getAsLong() - BEGINS_AGAIN_MILLIS;
  }

  /** A price came. */
  void price(long priceMillis) {
    timeMillis = OptionalLong.of(priceMillis);
  }

  /**
   * Takes the minutes that ended before the newest price into the statistics.
   *
   * @return those
   */
  List<Minute> pass() {
    if (phase == Phase.RECENT || timeMillis.isEmpty()) {
      return List.of();
    }
    List<Minute> ended = closes.endedBefore(timeMillis.getAsLong());
    if (ended.isEmpty()) {
      return ended;
    }
    statistics.addAll(ended);
    passedMillis = OptionalLong.of(ended.getLast().closeTimeMillis());
    if (phase != Phase.READY) {
      sinceStart.addAll(ended);
    }
    return ended;
  }

  /** Empty while the venue has not answered or no price came. */
  Optional<Reading> reading() {
    return phase == Phase.RECENT || timeMillis.isEmpty()
        ? Optional.empty()
        : Optional.of(statistics.reading(timeMillis.getAsLong()));
  }

  /** What is to be asked next; empty if nothing is missing. */
  Optional<Request> request() {
    if (phase == Phase.RECENT && !restored.isEmpty()) {
      return Optional.of(new Request(Phase.RECENT, closes.expected(), gapAtStart + 2));
    }
    if (phase == Phase.RECENT) {
      int limit = Math.min(settings.statistics().closesNeeded() + 1, PublicRest.MAX_KLINES);
      return Optional.of(new Request(Phase.RECENT, OptionalLong.empty(), limit));
    }
    OptionalLong expected = closes.expected();
    if (expected.isPresent() && (closes.hasGap() || isLate(expected.getAsLong()))) {
      long limit = minutesMissing(expected.getAsLong()) + 2;
      int most = (int) Math.min(limit, PublicRest.MAX_KLINES);
      return Optional.of(new Request(Phase.READY, expected, most));
    }
    if (phase == Phase.DEEP) {
      long missing = (deepEndMillis - deepFromMillis) / Minute.MILLIS;
      int limit = Math.clamp(missing, 1, MOST_ASKED_BACK);
      return Optional.of(new Request(Phase.DEEP, OptionalLong.of(deepFromMillis), limit));
    }
    return Optional.empty();
  }

  /**
   * Whether so much is missing that computing it minute by minute would hold up the prices. Not
   * where the venue has just told that it has no more.
   */
  boolean isOutdated() {
    OptionalLong expected = closes.expected();
    return expected.isPresent()
        && !expected.equals(newestToldMillis)
        && minutesMissing(expected.getAsLong()) > MOST_REFILLED;
  }

  private boolean isLate(long expected) {
    return timeMillis.isPresent()
        && expected + Minute.MILLIS - 1 + lateMillis < timeMillis.getAsLong()
        && minuteOf(timeMillis.getAsLong()) != fruitlessMinute;
  }

  private long minutesMissing(long expected) {
    long known = closes.newest().orElse(expected);
    return Math.max(0, (Math.max(known, timeMillis.orElse(known)) - expected) / Minute.MILLIS);
  }

  private static long minuteOf(long millis) {
    return Math.floorDiv(millis, Minute.MILLIS);
  }

  /**
   * The venue's answer to a request.
   *
   * @param all whether the venue has no more than these
   * @return how many minutes the venue itself does not have
   */
  long answered(Request request, List<Kline> rows, boolean all) {
    return switch (request.phase()) {
      case RECENT -> {
        recent(rows, all);
        yield 0;
      }
      case DEEP -> {
        deep(rows, all);
        yield 0;
      }
      case WARMING -> throw new IllegalArgumentException("nothing is asked while computing");
      case READY -> refilled(rows, all);
    };
  }

  private void recent(List<Kline> rows, boolean all) {
    addSettled(rows);
    closes.acceptGaps(); // the venue has told all it has
    newestToldMillis = closes.expected();
    if (restored.isEmpty()) {
      deepEndMillis = rows.isEmpty() ? 0 : rows.getFirst().openTimeMillis();
    } else {
      deepEndMillis = restored.getFirst().openTimeMillis();
    }
    long known = restored.size() + rows.size();
    deepFromMillis = deepEndMillis - (memory - known + 1L) * Minute.MILLIS;
    boolean noMore = all && restored.isEmpty();
    phase = noMore || deepFromMillis >= deepEndMillis ? Phase.WARMING : Phase.DEEP;
  }

  private void deep(List<Kline> rows, boolean all) {
    long from = deepFromMillis;
    for (Kline row : rows) {
      if (row.openTimeMillis() < deepEndMillis) {
        older.add(Minute.of(row));
        deepFromMillis = row.openTimeMillis() + Minute.MILLIS;
      }
    }
    boolean reached = !rows.isEmpty() && rows.getLast().openTimeMillis() >= deepEndMillis;
    if (all || reached || deepFromMillis == from || deepFromMillis >= deepEndMillis) {
      phase = Phase.WARMING;
    }
  }

  private long refilled(List<Kline> rows, boolean all) {
    OptionalLong before = closes.expected();
    addSettled(rows);
    boolean progress = !closes.expected().equals(before);
    if (progress && !all) {
      return 0; // there is more behind it
    }
    long missing = closes.acceptGaps();
    if (missing == 0 && !progress && timeMillis.isPresent()) {
      fruitlessMinute = minuteOf(timeMillis.getAsLong()); // asked again when the next one is due
    }
    return missing;
  }

  /** The last row may still be running: it counts if the event time has passed it. */
  private void addSettled(List<Kline> rows) {
    for (Kline row : rows) {
      if (row.closed() || row.closeTimeMillis() < timeMillis.orElse(Long.MIN_VALUE)) {
        closes.add(Minute.of(row));
      }
    }
  }

  /** What the references are to be computed from, in the phase WARMING. */
  History history() {
    List<Minute> minutes = new ArrayList<>(older);
    minutes.addAll(restored);
    minutes.addAll(sinceStart);
    older.clear();
    restored.clear();
    return new History(List.copyOf(minutes), sinceStart.size());
  }

  /** The history and what has ended since it was told. */
  List<Minute> known(History from) {
    List<Minute> known = new ArrayList<>(from.minutes());
    known.addAll(sinceStart.subList(from.ofThemSinceStart(), sinceStart.size()));
    return known;
  }

  /** The references were computed; from now on they go on minute by minute. */
  void warmed(RollingStatistics full, History from) {
    full.addAll(sinceStart.subList(from.ofThemSinceStart(), sinceStart.size()));
    sinceStart.clear();
    statistics = full;
    phase = Phase.READY;
  }
}
