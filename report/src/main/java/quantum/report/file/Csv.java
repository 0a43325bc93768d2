package quantum.report.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import quantum.kernel.value.Decimals;
import quantum.report.data.ReportedPosition;
import quantum.report.data.Tranche;

/**
 * All positions, one a row, after RFC 4180: comma, CRLF, a header; the names are those of {@code
 * quantum:stream:position.closed}. Times are epoch milliseconds, money is USD.
 *
 * <p>Text that a spreadsheet would take for a formula gets an apostrophe in front; the JSON file
 * has it as it is.
 */
public final class Csv {
  private static final String HEADER =
      "position_id,symbol,side,opened_at,closed_at,entry_price,exit_price,initial_qty,initial_stop,"
          + "entry_risk,realized_pnl,commission,funding,net_pnl,realized_r,max_r,min_r,capture,"
          + "tranches,exit_reason,regime,source";
  private static final String FORMULA = "=+-@\t\r";

  private Csv() {}

  /** The whole file. */
  public static String of(List<ReportedPosition> positions) {
    StringBuilder file = new StringBuilder(HEADER).append("\r\n");
    for (ReportedPosition position : positions) {
      file.append(row(position)).append("\r\n");
    }
    return file.toString();
  }

  private static String row(ReportedPosition position) {
    StringJoiner row = new StringJoiner(",");
    row.add(text(position.id())).add(text(position.symbol())).add(position.side().name());
    row.add(Long.toString(position.openedAtMillis())).add(Long.toString(position.closedAtMillis()));
    row.add(Decimals.plain(position.entryPrice())).add(number(position.exitPrice()));
    row.add(Decimals.plain(position.initialQty())).add(number(position.initialStop()));
    row.add(number(position.entryRisk())).add(Decimals.plain(position.money().realizedPnl()));
    row.add(Decimals.plain(position.money().commission()));
    row.add(Decimals.plain(position.money().funding())).add(Decimals.plain(position.net()));
    row.add(real(position.realizedR())).add(real(position.maxR())).add(real(position.minR()));
    row.add(real(position.capture()));
    row.add(text(String.join(" ", position.tranches().stream().map(Tranche::name).toList())));
    row.add(text(position.exitReason())).add(text(position.regime().orElse("")));
    return row.add(text(position.source())).toString();
  }

  private static String number(Optional<BigDecimal> value) {
    return value.map(Decimals::plain).orElse("");
  }

  private static String real(Optional<Double> value) {
    return value.map(each -> Decimals.plain(Decimals.of(each))).orElse("");
  }

  private static String text(String text) {
    String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }
}
