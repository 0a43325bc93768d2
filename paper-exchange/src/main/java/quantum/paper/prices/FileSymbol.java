package quantum.paper.prices;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * The symbol that the name of a price file holds: {@code BTCUSDT-1m-2024-02.zip}, {@code
 * ETH-BTC.csv}, {@code Binance_BTCUSDT_1h.csv}, {@code BINANCE_BTCUSDT.P, 60.csv}. The first part
 * that ends with a quote currency, or the first two of which the second is one; else the first.
 */
final class FileSymbol {
  private static final List<String> DOLLARS =
      List.of("USDT", "USDC", "FDUSD", "BUSD", "TUSD", "USDE", "DAI", "USD");
  private static final List<String> OTHERS =
      List.of("BTC", "ETH", "BNB", "EUR", "GBP", "TRY", "BRL", "JPY", "KRW");
  private static final Set<String> EXCHANGES =
      Set.of(
          "BINANCE",
          "BYBIT",
          "OKX",
          "OKEX",
          "COINBASE",
          "KRAKEN",
          "BITSTAMP",
          "BITFINEX",
          "GEMINI",
          "KUCOIN",
          "HUOBI",
          "GATEIO",
          "BITGET",
          "MEXC",
          "DERIBIT");

  private FileSymbol() {}

  /**
   * @throws BadCandleFile if it holds none
   */
  static Symbol of(String fileName) {
    String stem = fileName.replaceAll("(?i)(\\.(csv|txt|json|gz|zip))+$", "");
    List<String> parts =
        List.of(stem.toUpperCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).stream()
            .filter(part -> !part.isEmpty() && !EXCHANGES.contains(part))
            .toList();
    Optional<String> found = first(parts, DOLLARS).or(() -> first(parts, OTHERS));
    String text = found.orElse(parts.isEmpty() ? "" : parts.getFirst());
    try {
      return Symbol.of(text);
    } catch (IllegalArgumentException e) {
      throw new BadCandleFile(fileName + ": the file name holds no symbol; --symbol names it");
    }
  }

  private static Optional<String> first(List<String> parts, List<String> quotes) {
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      boolean isBase = !DOLLARS.contains(part);
      if (i + 1 < parts.size() && quotes.contains(parts.get(i + 1)) && isBase) {
        return Optional.of(part + parts.get(i + 1));
      }
      for (String quote : quotes) {
        if (part.length() > quote.length() && part.endsWith(quote)) {
          return Optional.of(part);
        }
      }
    }
    return Optional.empty();
  }
}
