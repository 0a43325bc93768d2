package quantum.marketstate;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import quantum.kernel.value.Symbol;
import quantum.marketdata.VenueAddress;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;
import quantum.runtime.settings.StatisticsSettings;

/**
 * Settings of market-state.
 *
 * @param symbols always watched; symbols with an open position are watched as well
 * @param socketBase scheme, host and port of the venue's streams
 * @param restBase scheme, host and port of the venue's REST API
 * @param silenceSec a symbol without a price for so long is asked for by REST
 * @param replay whether the venue is a replay, which may stand still and begin again
 * @param streamMaxLen entries that price.update keeps at most, about
 * @param publishIntervalSec between two writes of a symbol's market state, event time
 * @param lockstep whether each state is written with the first price behind its minute, for replays
 *     that compare
 */
record MarketStateSettings(
    Set<Symbol> symbols,
    URI socketBase,
    URI restBase,
    int silenceSec,
    boolean replay,
    int streamMaxLen,
    int publishIntervalSec,
    boolean lockstep,
    StatisticsSettings statistics) {

  /** Of variables that nobody but market-state reads: an unknown one is a mistyped one. */
  static final List<String> PREFIXES = List.of("MARKET_", "STATS_", "REFERENCE_");

  static MarketStateSettings read(Settings settings) {
    return read(settings, HeapNeed.mostSymbols(Runtime.getRuntime().maxMemory()));
  }

  /**
   * @param mostSymbols that there is memory for
   */
  static MarketStateSettings read(Settings settings, int mostSymbols) {
    Set<Symbol> symbols = settings.symbols("SYMBOLS");
    if (symbols.size() > mostSymbols) {
      settings.refuse(
          "SYMBOLS",
          symbols.size() + " symbols",
          "at most "
              + mostSymbols
              + " with this heap; raise -Xmx in jvm/marketstate.args, 200 kB a symbol, and the"
              + " unit's MemoryMax with it");
    }
    return new MarketStateSettings(
        symbols,
        VenueAddress.streamsOf(settings),
        VenueAddress.restOf(settings),
        settings.integer("MARKET_SILENCE_SEC", 10, 1, 600),
        settings.flag("MARKET_REPLAY", false),
        settings.integer("PRICE_STREAM_MAXLEN", 1_000_000, 1000, 100_000_000),
        settings.integer("PUBLISH_INTERVAL_SEC", 10, 1, 3600),
        SharedSettings.lockstep(settings),
        StatisticsSettings.read(settings));
  }

  /** Whether the venue's time may go back: in lockstep it is always a replay. */
  boolean isReplay() {
    return replay || lockstep;
  }

  Duration publishInterval() {
    return Duration.ofSeconds(publishIntervalSec);
  }
}
