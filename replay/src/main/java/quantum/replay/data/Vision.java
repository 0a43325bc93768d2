package quantum.replay.data;

import java.net.URI;
import java.time.LocalDate;
import java.time.YearMonth;
import quantum.kernel.value.Symbol;

/**
 * Where Binance Vision keeps the files of one symbol of the USDT-margined futures.
 *
 * @param base without a slash at its end
 * @param interval of the bars, e.g. 1m
 */
record Vision(URI base, Symbol symbol, String interval) {
  private static final String ROOT = "/data/futures/um/";

  /**
   * A file there.
   *
   * @param name as it is kept here as well
   */
  record Archive(String name, URI at) {
    URI checksum() {
      return URI.create(at + ".CHECKSUM");
    }
  }

  Archive month(YearMonth month) {
    return archive("monthly/klines/%s/%s/".formatted(symbol, interval), bars(month.toString()));
  }

  Archive day(LocalDate day) {
    return archive("daily/klines/%s/%s/".formatted(symbol, interval), bars(day.toString()));
  }

  Archive funding(YearMonth month) {
    return archive(
        "monthly/fundingRate/%s/".formatted(symbol), symbol + "-fundingRate-" + month + ".zip");
  }

  private String bars(String span) {
    return symbol + "-" + interval + "-" + span + ".zip";
  }

  private Archive archive(String folder, String name) {
    return new Archive(name, URI.create(base + ROOT + folder + name));
  }
}
