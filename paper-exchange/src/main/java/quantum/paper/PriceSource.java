package quantum.paper;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import quantum.kernel.value.Symbol;
import quantum.marketdata.VenueAddress;
import quantum.runtime.Settings;

/** Where the prices come from. */
public sealed interface PriceSource {
  /**
   * A recording, replayed.
   *
   * @param prices a price file or a folder of them
   * @param speed replay speed at start, 0 stands still
   * @param startMillis replay time to begin at, earlier bars are history; empty for the first price
   */
  record Recorded(Path prices, BigDecimal speed, OptionalLong startMillis) implements PriceSource {}

  /**
   * A venue's public stream, followed.
   *
   * @param streams scheme, host and port of its WebSocket
   * @param rest scheme, host and port of its REST API
   * @param symbols to follow and trade, at least one
   * @param maxAge of a price that an order may still fill at
   */
  record Upstream(URI streams, URI rest, Set<Symbol> symbols, Duration maxAge)
      implements PriceSource {
    public Upstream {
      symbols = Set.copyOf(symbols);
    }
  }

  /** Reads the settings of both, so that a file may keep those of the other one. */
  static PriceSource read(Settings settings) {
    boolean follow =
        settings.parsed(
            "PAPER_PRICES",
            "recorded",
            PriceSource::follow,
            "recorded or upstream (the folder of recorded prices goes into PAPER_PRICES_DIR)");
    String prices = settings.text("PAPER_PRICES_DIR", "");
    Recorded recorded =
        new Recorded(
            Path.of(prices),
            settings.decimal("PAPER_SPEED", "0", "0", "1000000"),
            settings.parsed(
                "PAPER_START",
                "",
                PriceSource::start,
                "epoch milliseconds or an instant, e.g. 2025-05-06T00:00:00Z"));
    Upstream upstream =
        new Upstream(
            settings.parsed(
                "PAPER_UPSTREAM_WS_URL",
                "wss://fstream.binance.com",
                VenueAddress::streams,
                VenueAddress.STREAMS_ALLOWED),
            settings.parsed(
                "PAPER_UPSTREAM_REST_URL",
                "https://fapi.binance.com",
                VenueAddress::rest,
                VenueAddress.REST_ALLOWED),
            settings.symbols("PAPER_SYMBOLS"),
            Duration.ofSeconds(settings.integer("PAPER_UPSTREAM_MAX_AGE_SEC", 5, 1, 60)));
    if (follow) {
      if (upstream.symbols().isEmpty()) {
        settings.refuse(
            "PAPER_SYMBOLS",
            "",
            "the symbols to follow, e.g. BTCUSDT,ETHUSDT, with" + " PAPER_PRICES=upstream");
      }
      return upstream;
    }
    if (prices.isEmpty() || !Files.exists(recorded.prices())) {
      settings.refuse(
          "PAPER_PRICES_DIR", prices, "a price file or a folder with *.csv or *.csv.gz");
    }
    return recorded;
  }

  private static boolean follow(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "recorded" -> false;
      case "upstream" -> true;
      default -> throw new IllegalArgumentException("no source of prices");
    };
  }

  private static OptionalLong start(String text) {
    if (text.isBlank()) {
      return OptionalLong.empty();
    }
    if (text.matches("\\d{12,14}")) {
      return OptionalLong.of(Long.parseLong(text));
    }
    try {
      return OptionalLong.of(Instant.parse(text).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no time", e);
    }
  }
}
