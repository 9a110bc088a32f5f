// What stands for a secret is drawn as what it means, and edited as one piece: half a mask would be a wrong secret.
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view';

class Chip extends WidgetType {
  readonly words: string;

  constructor(words: string) {
    super();
    this.words = words;
  }

  override eq(other: Chip): boolean {
    return other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const chip = document.createElement('span');
    chip.className = 'cm-mask';
    chip.textContent = this.words;
    return chip;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const chips = { kept: new Chip('secret, kept'), typed: new Chip('new secret, hidden') };

const finder = new MatchDecorator({
  regexp: /(["'])__(MOLTBOT_OPS_KEPT|OPENCLAW_REDACTED|MOLTBOT_OPS_TYPED_\d+)__\1/g,
  decoration: (match) =>
    Decoration.replace({ widget: match[2]?.startsWith('MOLTBOT_OPS_TYPED') ? chips.typed : chips.kept }),
});

export const maskChips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = finder.createDeco(view);
    }

    update(update: ViewUpdate): void {
      this.decorations = finder.updateDeco(update, this.decorations);
    }
  },
  {
    decorations: (plugin) => plugin.decorations,
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
  },
);
