package quantum.paper.control;

import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.PositionSide;

/** What a control request asks for; each method refuses what it cannot read with a sentence. */
record Query(Context ctx) {
  Optional<String> text(String name) {
    return Optional.ofNullable(ctx.queryParam(name));
  }

  String required(String name) {
    return text(name)
        .orElseThrow(() -> new IllegalArgumentException("parameter " + name + " is missing"));
  }

  /** Whether it is {@code true}. */
  boolean flag(String name) {
    return Boolean.parseBoolean(ctx.queryParam(name));
  }

  Optional<Long> number(String name) {
    return text(name).map(text -> number(name, text));
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, was '" + text + "'", e);
    }
  }

  BigDecimal decimal(String name) {
    try {
      return Decimals.parse(required(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  Symbol symbol() {
    return Symbol.of(required("symbol"));
  }

  /** Which of a symbol's positions is meant; BOTH where it is not said. */
  PositionSide side() {
    String name = text("side").orElse("BOTH");
    return Arrays.stream(PositionSide.values())
        .filter(side -> side.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("side must be LONG or SHORT, was '" + name + "'"));
  }

  String body() {
    return ctx.body();
  }
}
