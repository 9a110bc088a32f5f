// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HoldButton, hold_ms } from './HoldButton.tsx';

describe('HoldButton', () => {
  const onConfirm = vi.fn<() => void>();
  beforeEach(() => {
    vi.useFakeTimers();
    onConfirm.mockClear();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
  const button = () => screen.getByRole('button');
  const pass = (ms: number): void =>
    act(() => {
      vi.advanceTimersByTime(ms);
    });
  const draw = (more: { why_not?: string; busy?: string } = {}) =>
    render(
      <HoldButton onConfirm={onConfirm} {...more}>
        Hold to install
      </HoldButton>,
    );

  it.each([
    ['the pointer', () => fireEvent.pointerDown(button(), { button: 0 }), () => fireEvent.pointerUp(button())],
    ['Enter', () => fireEvent.keyDown(button(), { key: 'Enter' }), () => fireEvent.keyUp(button(), { key: 'Enter' })],
    ['Space', () => fireEvent.keyDown(button(), { key: ' ' }), () => fireEvent.keyUp(button(), { key: ' ' })],
  ])('confirms once when %s is held, however long it stays down', (_, press, release) => {
    draw();
    press();
    pass(hold_ms - 1);
    expect(onConfirm).not.toHaveBeenCalled();
    pass(1);
    expect(onConfirm).toHaveBeenCalledOnce();
    fireEvent.keyDown(button(), { key: 'Enter', repeat: true });
    pass(hold_ms * 2);
    release();
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  it('does nothing when let go too soon, and says so', () => {
    draw();
    fireEvent.keyDown(button(), { key: 'Enter' });
    pass(hold_ms / 2);
    fireEvent.keyUp(button(), { key: 'Enter' });
    pass(hold_ms * 4);
    expect(onConfirm).not.toHaveBeenCalled();
    expect(screen.getByText('Let go too soon. Nothing was done.')).toBeDefined();
  });

  it.each([
    ['Escape', () => fireEvent.keyDown(button(), { key: 'Escape' })],
    ['losing the focus', () => fireEvent.blur(button())],
    ['sliding off', () => fireEvent.pointerLeave(button())],
  ])('is taken back by %s', (_, take) => {
    draw();
    fireEvent.pointerDown(button(), { button: 0 });
    pass(hold_ms - 100);
    take();
    pass(hold_ms * 2);
    expect(onConfirm).not.toHaveBeenCalled();
  });

  it('takes two activations from software that cannot hold, and a click of the pointer for none', () => {
    draw();
    fireEvent.click(button(), { detail: 1 });
    fireEvent.click(button(), { detail: 0 });
    expect(onConfirm).not.toHaveBeenCalled();
    expect(screen.getByText('Activate it once more to confirm.')).toBeDefined();
    fireEvent.click(button(), { detail: 0 });
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  it('stays dead while there is a reason, and says the reason', () => {
    draw({ why_not: 'A blocker stands in the way.' });
    fireEvent.pointerDown(button(), { button: 0 });
    fireEvent.click(button(), { detail: 0 });
    fireEvent.click(button(), { detail: 0 });
    pass(hold_ms * 2);
    expect(onConfirm).not.toHaveBeenCalled();
    expect(screen.getByText('A blocker stands in the way.')).toBeDefined();
  });
});
