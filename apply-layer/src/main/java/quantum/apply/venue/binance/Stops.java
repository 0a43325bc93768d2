package quantum.apply.venue.binance;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * Protective stops: conditional orders of the algo service, which /order neither takes nor shows.
 * They are judged by the mark price, as everything here is, and without price protection: a guard
 * that keeps silent in a crash is none.
 */
final class Stops {
  private static final Logger log = LoggerFactory.getLogger(BinanceVenue.class);
  private static final String ALGO_ORDER = "/fapi/v1/algoOrder";
  private static final String OPEN = "/fapi/v1/openAlgoOrders";

  private final Calls calls;
  private final Modes modes;

  Stops(Calls calls, Modes modes) {
    this.calls = calls;
    this.modes = modes;
  }

  Outcome<StopReport> place(StopOrder stop) {
    return modes
        .send(mode -> calls.signed(placing(stop, mode), answer -> reportOf(stop.id(), answer)))
        .then(Calls.Verdict::outcome);
  }

  private static Request placing(StopOrder stop, PositionMode mode) {
    Request request =
        Request.place(ALGO_ORDER, stop.id())
            .with("algoType", "CONDITIONAL")
            .with("symbol", stop.symbol())
            .with("side", stop.side().closing())
            .with("type", "STOP_MARKET");
    if (mode == PositionMode.HEDGE) {
      request = request.with("positionSide", stop.side());
    }
    request =
        request
            .with("triggerPrice", stop.trigger())
            .with("workingType", "MARK_PRICE")
            .with("priceProtect", "false");
    request =
        switch (stop.shape()) {
          case WHOLE -> request.with("closePosition", "true");
          case QUANTITY -> {
            Request sized = request.with("quantity", stop.quantity());
            // a hedged account takes none: its side says the same
            yield mode == PositionMode.ONE_WAY ? sized.with("reduceOnly", "true") : sized;
          }
        };
    return request.with("clientAlgoId", stop.id());
  }

  Outcome<StopReport> one(Symbol symbol, ClientOrderId id) {
    return calls
        .ask(Request.get(ALGO_ORDER).with("clientAlgoId", id), answer -> reportOf(id, answer))
        .then(
            report ->
                report.order().symbol().equals(symbol)
                    ? Outcome.ok(report)
                    : Outcome.failed(
                        new Failure.NotFound(id + " is a stop of " + report.order().symbol())));
  }

  Outcome<List<StopReport>> open(Symbol symbol) {
    return open(Request.get(OPEN).with("symbol", symbol), symbol.name());
  }

  Outcome<List<StopReport>> open() {
    return open(Request.get(OPEN), "some symbol");
  }

  private Outcome<List<StopReport>> open(Request request, String whose) {
    return calls.ask(
        request,
        answer -> {
          List<StopReport> stops = new ArrayList<>();
          for (JsonNode row : Answers.list(answer)) {
            if (!Models.isStop(row)) {
              continue;
            }
            try {
              stops.add(Models.stop(row));
            } catch (Answers.Unreadable | IllegalArgumentException e) {
              // somebody else's, most likely: ours are written so that we can read them
              log.warn("[VENUE] a resting stop of {} cannot be read: {}", whose, e.getMessage());
            }
          }
          return List.copyOf(stops);
        });
  }

  Outcome<ClientOrderId> cancel(ClientOrderId id) {
    return calls.ask(Request.delete(ALGO_ORDER).with("clientAlgoId", id), _ -> id);
  }

  /** The report, if it is of this stop: an answer about another one is none. */
  private static StopReport reportOf(ClientOrderId id, JsonNode answer) {
    StopReport report = Models.stop(answer);
    if (!report.id().equals(id)) {
      throw new Answers.Unreadable("report of " + report.id() + ", asked for " + id);
    }
    return report;
  }
}
