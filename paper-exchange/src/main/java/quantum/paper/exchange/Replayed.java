package quantum.paper.exchange;

/** Carries out a command that was noted in an earlier life. */
final class Replayed {
  private Replayed() {}

  static void apply(Command noted, Exchange exchange) {
    switch (noted) {
      case Command.Advance advance -> exchange.advance();
      case Command.SetRules rules -> exchange.setRules(rules.rules());
      case Command.SetPrice price -> exchange.setPrice(price);
      case Command.Place place -> exchange.place(place);
      case Command.PlaceAlgo place -> exchange.place(place);
      case Command.CancelAlgo cancel -> exchange.cancel(cancel);
      case Command.CancelAlgos cancel -> exchange.cancel(cancel);
      case Command.HangTriggers hang -> exchange.hangTriggers(hang);
      case Command.SetLeverage leverage -> exchange.setLeverage(leverage);
      case Command.SetHedge mode -> exchange.setHedge(mode);
      case Command.SetFundingRate rate -> exchange.setFundingRate(rate);
      case Command.PayFunding rate -> exchange.payFunding(rate);
      case Command.SetPaidIn assets -> exchange.setPaidIn(assets);
      case Command.Transfer transfer -> exchange.transfer(transfer);
      case Command.Adjust adjust -> exchange.adjust(adjust);
      case Command.KeepListening listen -> exchange.keepListening(listen.wallMillis());
      case Command.StopListening stop -> exchange.stopListening();
    }
  }
}
